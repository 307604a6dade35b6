#include "token/splitters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/random.h"

namespace farthing::token {
namespace {

using testing::ElementsAre;

template <typename Splitter>
std::vector<std::string> Split(std::string_view text) {
  std::vector<std::string> pieces;
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at < end;) {
    const char* const piece_end = Splitter::PieceEnd(at, end);
    pieces.emplace_back(at, piece_end);
    at = piece_end;
  }
  return pieces;
}

const auto kGpt2 = Split<Gpt2Splitter>;
const auto kCl100k = Split<Cl100kSplitter>;
const auto kO200k = Split<O200kSplitter>;

TEST(Gpt2Splitter, TakesABlankWithWhatFollows) {
  EXPECT_THAT(kGpt2("Hello wide  world 42 !?"),
              ElementsAre("Hello", " wide", " ", " world", " 42", " !?"));
  EXPECT_THAT(kGpt2("a\n\n b \n"), ElementsAre("a", "\n\n", " b", " \n"));
}

TEST(Gpt2Splitter, KnowsContractionsInSmallLettersOnly) {
  EXPECT_THAT(kGpt2("it's IT'S we'll"), ElementsAre("it", "'s", " IT", "'", "S", " we", "'ll"));
}

TEST(Cl100kSplitter, TakesOneSymbolBeforeLetters) {
  EXPECT_THAT(kCl100k("$total (sum)\tx"), ElementsAre("$total", " (", "sum", ")", "\tx"));
}

TEST(Cl100kSplitter, TakesNumbersByThree) {
  EXPECT_THAT(kCl100k("1234567 12"), ElementsAre("123", "456", "7", " ", "12"));
}

TEST(Cl100kSplitter, TakesBlanksUpToTheLastLineEnd) {
  EXPECT_THAT(kCl100k("a \n \n  b"), ElementsAre("a", " \n \n", " ", " b"));
  EXPECT_THAT(kCl100k("a \n  "), ElementsAre("a", " \n  "));
  EXPECT_THAT(kCl100k("!!\n\nx"), ElementsAre("!!\n\n", "x"));
}

TEST(Cl100kSplitter, KnowsContractionsInAnyCase) {
  EXPECT_THAT(kCl100k("IT'S we'Ll 'tis"), ElementsAre("IT", "'S", " we", "'Ll", " '", "tis"));
  EXPECT_THAT(kCl100k("a'\u017fb"), ElementsAre("a", "'\u017f", "b"));
}

TEST(O200kSplitter, CutsBeforeACapitalBehindSmallLetters) {
  EXPECT_THAT(kO200k("getHTTPResponse XMLHttp"), ElementsAre("get", "HTTPResponse", " XMLHttp"));
}

TEST(O200kSplitter, KeepsContractionsWithTheirWord) {
  EXPECT_THAT(kO200k("it's IT'S we'LL 'tis o'clock"),
              ElementsAre("it's", " IT'S", " we'LL", " '", "tis", " o", "'clock"));
}

TEST(O200kSplitter, TakesSlashesAndLineEndsWithSymbols) {
  EXPECT_THAT(kO200k("//\n/x a \n \n  "), ElementsAre("//\n/", "x", " a", " \n \n", "  "));
}

TEST(O200kSplitter, GivesBackCapitalsBehindALetterWithoutCase) {
  EXPECT_THAT(kO200k("中AB"), ElementsAre("中", "AB"));
  EXPECT_THAT(kO200k("中ABc"), ElementsAre("中ABc"));
  EXPECT_THAT(kO200k("!中AB"), ElementsAre("!中", "AB"));
}

TEST(O200kSplitter, TakesAMarkAloneBeforeCapitals) {
  EXPECT_THAT(kO200k("\u0301AB"), ElementsAre("\u0301", "AB"));
  EXPECT_THAT(kO200k("\u0301ABc"), ElementsAre("\u0301ABc"));
  EXPECT_THAT(kO200k(" \u0301\u0301"), ElementsAre(" \u0301\u0301"));
}

// The short cut for plain words and the whole expression cut at the same places.
template <typename Splitter>
void ExpectNoShortCutToDiffer(const std::string& text) {
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at < end; at += CharacterAt(at).size) {
    EXPECT_EQ(Splitter::PieceEnd(at, end), Splitter::AnyPieceEnd(at, end))
        << text << " from " << at - text.data();
  }
}

TEST(Splitters, CutPlainWordsAsTheWholeExpressionDoes) {
  const std::string_view parts[] = {
      "a", "z",  "A",      "Z",  "word", "LONGCAPITALS", "smallletters",
      " ", "\t", "\n",     "'",  "'s",   "'LL",          "7",
      "@", "[",  "`",      "{",  "/",    "\x7f",         "é",
      "É", "中", "\u0301", "😀", "_"};
  FastRandom random(20261124);
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (size_t size = 1 + random.Next() % 8; size > 0; --size) {
      text += parts[random.Next() % std::size(parts)];
    }
    ExpectNoShortCutToDiffer<Gpt2Splitter>(text);
    ExpectNoShortCutToDiffer<Cl100kSplitter>(text);
    ExpectNoShortCutToDiffer<O200kSplitter>(text);
  }
}

TEST(Splitters, TakeUnicodesBlanksForBlanks) {
  EXPECT_THAT(kO200k("a\u00a0b\u2003\u3000c"), ElementsAre("a", "\u00a0b", "\u2003", "\u3000c"));
  EXPECT_THAT(kGpt2("a\u2003\u3000c"), ElementsAre("a", "\u2003", "\u3000", "c"));
}

}  // namespace
}  // namespace farthing::token
