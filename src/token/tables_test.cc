#include <gtest/gtest.h>

#include "token/build_table.h"
#include "token/character_class.h"
#include "token/read_ranks.h"
#include "token/vocabulary.h"

namespace farthing::token {
namespace {

TokenList Bytes() {
  TokenList tokens;
  for (int byte = 0; byte < 256; ++byte) tokens.emplace_back(1, static_cast<char>(byte));
  return tokens;
}

TokenList With(std::initializer_list<const char*> more) {
  TokenList tokens = Bytes();
  tokens.insert(tokens.end(), more.begin(), more.end());
  return tokens;
}

// A table must lie at a multiple of 64.
class Prepared {
 public:
  explicit Prepared(const TokenList& tokens) : bytes_(BuildTable(tokens).value()) {
    lines_.resize(bytes_.size() / sizeof(WordBucket));
    std::memcpy(static_cast<void*>(lines_.data()), bytes_.data(), bytes_.size());
  }
  Vocabulary vocabulary(uint32_t id_end = kNoToken) const {
    return Vocabulary({reinterpret_cast<const char*>(lines_.data()), bytes_.size()}, id_end);
  }

 private:
  std::string bytes_;
  std::vector<WordBucket> lines_;
};

uint32_t Find(const Vocabulary& vocabulary, std::string_view piece) {
  return vocabulary.Find(Vocabulary::KeyOf(piece, piece.data() + piece.size()), piece);
}

TEST(SplitTokens, FollowsTheOrderOfMerges) {
  const auto splits = SplitTokens(With({"bc", "ab", "abc", "abcd"}));
  EXPECT_FALSE(splits['a'].exists());
  EXPECT_EQ(splits[258].left, uint32_t{'a'});
  EXPECT_EQ(splits[258].right, 256u);
  EXPECT_EQ(splits[259].left, 258u);
  EXPECT_EQ(splits[259].right, uint32_t{'d'});
}

TEST(SplitTokens, LeavesOutWhatNoMergeMakes) {
  EXPECT_FALSE(SplitTokens(With({"abcd"}))[256].exists());
}

TEST(Vocabulary, FindsWholeTokens) {
  const Prepared prepared(With({"ab", "abcdefgh", "abcdefghi", "a\x01"}));
  const Vocabulary vocabulary = prepared.vocabulary();
  EXPECT_EQ(Find(vocabulary, "ab"), 256u);
  EXPECT_EQ(Find(vocabulary, "abcdefgh"), 257u);
  EXPECT_EQ(Find(vocabulary, "abcdefghi"), 258u);
  EXPECT_EQ(Find(vocabulary, {"a\0", 2}), kNoToken);
  EXPECT_EQ(Find(vocabulary, "abcdefghj"), kNoToken);
  EXPECT_EQ(Find(vocabulary, std::string(300, 'a')), kNoToken);
}

TEST(Vocabulary, TellsZeroBytesApart) {
  TokenList tokens = Bytes();
  for (size_t size = 2; size < 12; ++size) tokens.emplace_back(size, '\0');
  const Prepared prepared(tokens);
  for (size_t size = 2; size < 12; ++size) {
    EXPECT_EQ(Find(prepared.vocabulary(), std::string(size, '\0')), 254 + size);
  }
}

TEST(Vocabulary, GivesTheBytesOfItsTokens) {
  const TokenList tokens = With({"ab", "abcdefgh", "abcdefghi"});
  const Prepared prepared(tokens);
  const Vocabulary vocabulary = prepared.vocabulary();
  for (uint32_t id = 0; id < tokens.size(); ++id) EXPECT_EQ(vocabulary.BytesOf(id), tokens[id]);
  EXPECT_EQ(vocabulary.BytesOf(static_cast<uint32_t>(tokens.size())), "");
}

TEST(Vocabulary, FindsTheLongestPrefixThatMergesMake) {
  const Prepared prepared(With({"ab", "abc", "abcxyz"}));
  const Vocabulary vocabulary = prepared.vocabulary();
  EXPECT_EQ(vocabulary.LongestPrefix("abcxyz").id, 257u);
  EXPECT_EQ(vocabulary.LongestPrefix({"b\0b\0", 4}).id, uint32_t{'b'});
  EXPECT_EQ(vocabulary.LongestPrefix("").id, kNoToken);
}

TEST(Vocabulary, FindsShorterPrefixesThatMergesMake) {
  const Prepared prepared(With({"ab", "ac", "abc", "abd", "abcx", "acxyz"}));
  const Vocabulary vocabulary = prepared.vocabulary();
  EXPECT_EQ(vocabulary.ShorterPrefix(260).id, 258u);
  EXPECT_EQ(vocabulary.ShorterPrefix(259).id, 256u);
  EXPECT_EQ(vocabulary.ShorterPrefix(256).id, uint32_t{'a'});
  EXPECT_EQ(vocabulary.ShorterPrefix('a').id, kNoToken);
}

TEST(Vocabulary, EndsWhereAnEarlierEncodingEnded) {
  const Prepared prepared(With({"ab", "abc"}));
  const Vocabulary earlier = prepared.vocabulary(257);
  EXPECT_EQ(Find(earlier, "abc"), kNoToken);
  EXPECT_EQ(earlier.LongestPrefix("abc").id, 256u);
  EXPECT_TRUE(earlier.MayAdjoin(256, 'c'));
  EXPECT_FALSE(prepared.vocabulary().MayAdjoin(256, 'c'));
}

TEST(BuildTable, RefusesWhatIsNoVocabulary) {
  const auto why = [](const TokenList& tokens) { return BuildTable(tokens).error().message; };
  EXPECT_EQ(why({"a", "b"}), "the vocabulary cannot be prepared: a byte has no token");
  EXPECT_EQ(why(With({"ab", "ab"})), "the vocabulary cannot be prepared: a token appears twice");
  EXPECT_EQ(why(With({"a"})),
            "the vocabulary cannot be prepared: ids 0 to 255 are not the single bytes");
  TokenList longer = Bytes();
  longer.emplace_back(256, 'a');
  EXPECT_EQ(why(longer), "the vocabulary cannot be prepared: a token is longer than 255 bytes");
  EXPECT_EQ(why(TokenList(kIdMask + 1)), "the vocabulary cannot be prepared: it has too many ids");
}

TEST(ReadRanks, ReadsLinesOfTokenAndId) {
  EXPECT_EQ(ReadRanks("YQ== 0\nYmM= 2\n"), (TokenList{"a", "", "bc"}));
}

TEST(ReadRanks, NamesTheLineThatIsWrong) {
  for (const char* line :
       {"YQ==", "YQ== x", "YQ== 1 ", "Y 1", "YQ== -1", " 1", "YQ== 0", "YQ== 999999999"}) {
    const auto tokens = ReadRanks(std::string("YQ== 0\n") + line);
    ASSERT_FALSE(tokens) << line;
    EXPECT_EQ(tokens.error().message, "line 2 is not a token and its id") << line;
  }
}

TEST(CharacterClass, FollowsTheGeneralCategory) {
  const auto of = [](const char* character) { return CharacterAt(character).kind; };
  EXPECT_EQ(of("A"), CharacterClass::kUpper);
  EXPECT_EQ(of("ǅ"), CharacterClass::kUpper);
  EXPECT_EQ(of("ß"), CharacterClass::kLower);
  EXPECT_EQ(of("中"), CharacterClass::kLetter);
  EXPECT_EQ(of("ʰ"), CharacterClass::kLetter);
  EXPECT_EQ(of("\u0301"), CharacterClass::kMark);
  EXPECT_EQ(of("½"), CharacterClass::kNumber);
  EXPECT_EQ(of("\u0085"), CharacterClass::kSpace);
  EXPECT_EQ(of("\u3000"), CharacterClass::kSpace);
  EXPECT_EQ(of("\r"), CharacterClass::kNewline);
  EXPECT_EQ(of("\x1f"), CharacterClass::kOther);
  EXPECT_EQ(of("😀"), CharacterClass::kOther);
}

TEST(BuildClassTable, RefusesLinesThatAreNone) {
  EXPECT_NE(BuildClassTable("# comment\n0041 005A Lu\n"), "");
  for (const char* line :
       {"0041", "0041 005A", "0041 005A Lux", "005A 0041 Lu", "0 110000 Lu", ""}) {
    EXPECT_EQ(BuildClassTable(std::string(line) + "\n"), "") << line;
  }
}

}  // namespace
}  // namespace farthing::token
