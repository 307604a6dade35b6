#include "embed/piece_trie.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <unordered_map>

namespace farthing::embed {
namespace {

using ::testing::HasSubstr;

struct Built {
  explicit Built(std::span<const std::string_view> pieces)
      : slots(BuildPieceTrie(pieces).value()) {}
  PieceTrie trie() const { return PieceTrie(slots); }
  std::vector<PieceSlot> slots;
};

TEST(PieceTrie, FindsTheLongestPiece) {
  const std::string_view pieces[] = {"a", "abc", "b", "##b", "##bcd"};
  const Built built(pieces);
  EXPECT_EQ(built.trie().Longest(PieceTrie::kRoot, "abcd").piece, 1U);
  EXPECT_EQ(built.trie().Longest(PieceTrie::kRoot, "abx").length, 1U);
  EXPECT_EQ(built.trie().Longest(PieceTrie::kRoot, "x").length, 0U);
  EXPECT_EQ(built.trie().Longest(PieceTrie::kRoot, "").length, 0U);
}

TEST(PieceTrie, GoesOnInsideAWord) {
  const std::string_view pieces[] = {"a", "abc", "b", "##b", "##bcd"};
  const Built built(pieces);
  const auto inside = built.trie().Walk("##");
  ASSERT_TRUE(inside);
  EXPECT_EQ(built.trie().Longest(*inside, "bcd").piece, 4U);
  EXPECT_EQ(built.trie().Longest(*inside, "a").length, 0U);
  EXPECT_FALSE(built.trie().Walk("#a"));
}

TEST(PieceTrie, RefusesVocabulariesThatAreNone) {
  const std::string_view twice[] = {"a", "b", "a"};
  EXPECT_THAT(BuildPieceTrie(twice).error().message, HasSubstr("twice: a"));
  const std::string_view empty[] = {"a", ""};
  EXPECT_THAT(BuildPieceTrie(empty).error().message, HasSubstr("empty piece"));
}

TEST(PieceTrie, AnEmptyVocabularyHasNoPiece) {
  const Built built({});
  for (int byte = 0; byte < 256; ++byte) {
    EXPECT_EQ(
        built.trie().Longest(PieceTrie::kRoot, std::string(2, static_cast<char>(byte))).length, 0U);
  }
}

// Against a table of all pieces, over few letters so that pieces share beginnings, bytes 0 and 255
// among them.
TEST(PieceTrie, AgreesWithATableOfItsPieces) {
  std::mt19937 random(7);
  const auto word = [&random] {
    std::string text(1 + random() % 6, '\0');
    for (char& c : text) c = "\0\xff\x01xyz"[random() % 6];
    return text;
  };
  std::unordered_map<std::string, PieceId> table;
  while (table.size() < 3000) table.try_emplace(word(), static_cast<PieceId>(table.size()));
  std::vector<std::string_view> pieces(table.size());
  for (const auto& [piece, id] : table) pieces[id] = piece;
  const Built built(pieces);
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = word() + word();
    PieceTrie::Match expected;
    for (size_t length = 1; length <= text.size(); ++length) {
      const auto found = table.find(text.substr(0, length));
      if (found != table.end()) expected = {found->second, length};
    }
    const PieceTrie::Match match = built.trie().Longest(PieceTrie::kRoot, text);
    ASSERT_EQ(match.length, expected.length);
    ASSERT_EQ(match.piece, expected.piece);
  }
}

}  // namespace
}  // namespace farthing::embed
