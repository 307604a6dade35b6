#include "embed/wordpiece.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "embed/embedder.h"

namespace farthing::embed {
namespace {

using ::testing::Each;
using ::testing::SizeIs;

std::vector<std::string> ReadVocabulary() {
  std::ifstream file(FARTHING_EMBEDDING "/vocab.txt");
  std::vector<std::string> pieces;
  for (std::string line; std::getline(file, line);) pieces.push_back(line);
  return pieces;
}

std::vector<PieceId> Ids(std::string_view text, size_t room = WordPiece::kMaxWordPieces) {
  const Embedder embedder = ShippedEmbedder();
  std::vector<PieceId> ids, some(room);
  while (const size_t count = embedder.pieces().Read(&text, some)) {
    ids.insert(ids.end(), some.begin(), some.begin() + static_cast<std::ptrdiff_t>(count));
  }
  EXPECT_TRUE(text.empty());
  return ids;
}

// The pieces of a text with a space between.
std::string Pieces(std::string_view text) {
  static const std::vector<std::string> vocabulary = ReadVocabulary();
  std::string joined;
  for (const PieceId id : Ids(text)) joined += (joined.empty() ? "" : " ") + vocabulary.at(id);
  return joined;
}

TEST(WordPiece, CutsWordsIntoTheLongestPieces) {
  EXPECT_EQ(Pieces("unaffable embeddings"), "una ##ffa ##ble em ##bed ##ding ##s");
}

TEST(WordPiece, LowersCaseAndTakesAccentsOff) {
  EXPECT_EQ(Pieces("Crème BRÛLÉE"), Pieces("creme brulee"));
  EXPECT_EQ(Pieces("e\u0301tude"), Pieces("etude"));
  EXPECT_EQ(Pieces("\u0130stanbul"), "istanbul");  // a capital I with a dot
}

TEST(WordPiece, PunctuationStandsAlone) {
  EXPECT_EQ(Pieces("don't stop...now"), "don ' t stop . . . now");
  EXPECT_EQ(Pieces("a\u2014b"), "a \u2014 b");
  EXPECT_EQ(Pieces("$5 = x"), "$ 5 = x");
}

TEST(WordPiece, ChineseCharactersStandAlone) { EXPECT_EQ(Pieces("中国a"), "中 国 a"); }

TEST(WordPiece, HangulFallsApartIntoLetters) {
  EXPECT_EQ(Pieces("한"), "\u1112 ##\u1161 ##\u11ab");
}

TEST(WordPiece, DropsControlsAndKeepsSpaces) {
  EXPECT_EQ(Pieces("he\u200bllo\x01 \t\r\n wor\x7fld\u00a0!"), "hello world !");
  EXPECT_EQ(Pieces(std::string_view("\0a\0b", 4)), "ab");
  EXPECT_EQ(Pieces(" \n "), "");
}

TEST(WordPiece, SpecialTokensAreText) { EXPECT_EQ(Pieces("[CLS]"), "[ cl ##s ]"); }

TEST(WordPiece, AWordWithAnUnknownPartIsUnknown) {
  EXPECT_EQ(Pieces("ok hello\U0001F600world ok"), "ok [UNK] ok");
}

TEST(WordPiece, AWordOfMoreThanAHundredCharactersIsUnknown) {
  EXPECT_THAT(Ids(std::string(100, 'q')), ::testing::Not(::testing::Contains(100U)));
  EXPECT_EQ(Pieces(std::string(101, 'q')), "[UNK]");
  EXPECT_EQ(Pieces(std::string(100'000, 'q') + " a"), "[UNK] a");
  std::string letters;
  for (int i = 0; i < 34; ++i) letters += "한";  // three letters each
  EXPECT_EQ(Pieces(letters), "[UNK]");
}

TEST(WordPiece, LeavesMalformedBytesOut) {
  EXPECT_EQ(Pieces("he\xffllo \xc3 wor\xe2\x82ld \xed\xa0\x80"), "hello world");
}

TEST(WordPiece, StoppingForRoomChangesNothing) {
  std::string text;
  for (int i = 0; i < 500; ++i) text += "Unaffable, " + std::to_string(i * 7919) + "\u00e9t\u00e9 ";
  const std::vector<PieceId> whole = Ids(text, 1 << 16);
  EXPECT_THAT(whole, SizeIs(::testing::Gt(2000U)));
  for (const size_t room : {100U, 101U, 163U, 256U}) EXPECT_EQ(Ids(text, room), whole);
}

TEST(WordPiece, EveryWordOfTheVocabularyIsOnePiece) {
  const std::vector<std::string> vocabulary = ReadVocabulary();
  ASSERT_THAT(vocabulary, SizeIs(30522U));
  size_t found = 0;
  for (PieceId id = 1996; id < vocabulary.size(); ++id) {
    const std::string& piece = vocabulary[id];
    if (piece.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789") != piece.npos) continue;
    EXPECT_THAT(Ids(piece), Each(id)) << piece;
    ++found;
  }
  EXPECT_GT(found, 20'000U);
}

}  // namespace
}  // namespace farthing::embed
