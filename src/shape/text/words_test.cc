#include "shape/text/words.h"

#include <gmock/gmock.h>

#include <string>

#include "shape/text/stop_words.h"

namespace farthing::shape {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<Word> WordsOf(std::string_view text) {
  std::vector<Word> words;
  ReadWords(text, &words);
  return words;
}

std::vector<std::string> TextsOf(std::string_view text) {
  std::vector<std::string> texts;
  for (const Word& word : WordsOf(text)) {
    texts.emplace_back(text.substr(word.begin, word.end - word.begin));
  }
  return texts;
}

std::vector<Term> TermsOf(std::string_view text) {
  std::vector<Term> terms;
  for (const Word& word : WordsOf(text)) terms.push_back(word.term);
  return terms;
}

std::vector<WordKind> KindsOf(std::string_view text) {
  std::vector<WordKind> kinds;
  for (const Word& word : WordsOf(text)) kinds.push_back(word.kind);
  return kinds;
}

TEST(Words, AreBetweenWhatIsNoLetterOrFigure) {
  EXPECT_THAT(TextsOf("boundary-layer (control), twice!"),
              ElementsAre("boundary", "layer", "control", "twice"));
  EXPECT_THAT(TextsOf(" \n.,-'\" "), IsEmpty());
}

TEST(Words, CountAsTheSameInEveryCaseAccentAndEnglishEnding) {
  EXPECT_EQ(TermsOf("Force forces FORCED forcing"), TermsOf("force force force force"));
  EXPECT_EQ(TermsOf("theory theories"), TermsOf("theories theory"));
  EXPECT_EQ(TermsOf("stopped stopping stops"), TermsOf("stop stop stop"));
  EXPECT_EQ(TermsOf("résumé Zürich"), TermsOf("resume zurich"));
  EXPECT_NE(TermsOf("wing"), TermsOf("w"));
  EXPECT_NE(TermsOf("string"), TermsOf("str"));
}

TEST(Words, KeepTheApostropheOut) {
  EXPECT_THAT(TextsOf("Anna's don't l'avion 'quoted'"),
              ElementsAre("Anna", "don't", "l", "avion", "quoted"));
  EXPECT_EQ(TermsOf("don't it’s"), TermsOf("dont its"));
}

TEST(Words, KnowNumbersInTheirSpellings) {
  EXPECT_EQ(TermsOf("1,000"), TermsOf("1000"));
  EXPECT_EQ(TermsOf("2023-05-07"), TermsOf("2023 5 7"));
  EXPECT_EQ(TermsOf("May 7th"), TermsOf("may 7"));
  EXPECT_THAT(TextsOf("pi is 3.14. And 1,2,3"),
              ElementsAre("pi", "is", "3.14", "And", "1", "2", "3"));
  EXPECT_NE(TermsOf("0.5"), TermsOf("5"));
}

TEST(Words, TellNamesNumbersAndWordsThatSayNothing) {
  using enum WordKind;
  EXPECT_THAT(KindsOf("The dog saw Anna in May. Dogs know 12 A320 and iPhone"),
              ElementsAre(kStop, kPlain, kPlain, kName, kStop, kStop, kPlain, kPlain, kNumber,
                          kName, kStop, kName));
  EXPECT_TRUE(IsStopWord("youve"));
  EXPECT_FALSE(IsStopWord("a320"));
}

TEST(Words, OfScriptsWithoutSpacesAreTwoCharactersEach) {
  EXPECT_THAT(TextsOf("今天天气好。我 ok"),
              ElementsAre("今天", "天天", "天气", "气好", "我", "ok"));
  EXPECT_EQ(TermsOf("天气")[0], TermsOf("今天天气")[2]);
  EXPECT_THAT(TextsOf("東京tower"), ElementsAre("東京", "tower"));
}

TEST(Words, OfOtherAlphabetsAreTheirFirstLetters) {
  EXPECT_EQ(TermsOf("собака"), TermsOf("СОБАКОЙ"));
  EXPECT_NE(TermsOf("собака"), TermsOf("кошка"));
}

TEST(Words, AreBoundedAndSurviveWhatIsNoText) {
  const std::string long_word(100'000, 'x');
  EXPECT_THAT(TextsOf(long_word), ElementsAre(long_word));
  EXPECT_THAT(TextsOf("ab\xff\xfe"
                      "cd\xe4\xbb"),
              ElementsAre("ab", "cd"));
}

TEST(Words, InAPairKnowTheirOrder) {
  const std::vector<Term> terms = TermsOf("shock wave");
  EXPECT_NE(PairOf(terms[0], terms[1]), PairOf(terms[1], terms[0]));
}

}  // namespace
}  // namespace farthing::shape
