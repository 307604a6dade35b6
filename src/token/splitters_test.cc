#include "token/splitters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

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

TEST(Splitters, TakeUnicodesBlanksForBlanks) {
  EXPECT_THAT(kO200k("a\u00a0b\u2003\u3000c"), ElementsAre("a", "\u00a0b", "\u2003", "\u3000c"));
  EXPECT_THAT(kGpt2("a\u2003\u3000c"), ElementsAre("a", "\u2003", "\u3000", "c"));
}

}  // namespace
}  // namespace farthing::token
