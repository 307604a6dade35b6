#include "shape/text/sentences.h"

#include <gmock/gmock.h>

#include <string>

#include "base/random.h"

namespace farthing::shape {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> SentencesOf(std::string_view text) {
  std::vector<json::Span> spans;
  SplitSentences(text, &spans);
  std::vector<std::string> sentences;
  for (const json::Span span : spans) sentences.emplace_back(span.In(text));
  return sentences;
}

TEST(Sentences, EndWithTheirMarks) {
  EXPECT_THAT(SentencesOf("It rained. Did it? Yes! (It did.) \"Oh.\" He left...  "),
              ElementsAre("It rained.", "Did it?", "Yes!", "(It did.)", "\"Oh.\"", "He left..."));
  EXPECT_THAT(SentencesOf("all in small letters . as here ."),
              ElementsAre("all in small letters .", "as here ."));
  EXPECT_THAT(SentencesOf(" \n\t"), IsEmpty());
}

TEST(Sentences, GoOnAfterAbbreviationsInitialsAndNumbers) {
  for (const std::string_view one :
       {"Dr. Smith saw Fig. 3 of J. B. Priestley.",
        "It was 3.14 e.g. here, i.e. there, etc. and so on.", "Well... perhaps at 5 p.m. today.",
        "See example.com/a.b?c=d now.", "1. Boil the eggs."}) {
    EXPECT_THAT(SentencesOf(one), ElementsAre(one));
  }
  EXPECT_THAT(SentencesOf("He was in the U.S. Then he left."),
              ElementsAre("He was in the U.S.", "Then he left."));
}

TEST(Sentences, EndAtTheMarksOfOtherScripts) {
  EXPECT_THAT(SentencesOf("今天天气好。我们去「公园。」好吗？好"),
              ElementsAre("今天天气好。", "我们去「公园。」", "好吗？", "好"));
  EXPECT_THAT(SentencesOf("यह है। वह है।"), ElementsAre("यह है।", "वह है।"));
}

TEST(Sentences, RunOnOverLinesThatWereWrapped) {
  const std::string wrapped =
      "the results were intended in part as an evaluation basis for different\n"
      "theoretical treatments of this problem .";
  EXPECT_THAT(SentencesOf(wrapped), ElementsAre(wrapped));
}

TEST(Sentences, AreHeadingsItemsRowsAndShortLines) {
  EXPECT_THAT(SentencesOf("# Title\nText of it\n- one\n- two\n  more of it\n| a | b |\n| 1 | 2 |\n"
                          "Name: Bob\nAge: 12\n\n3) last"),
              ElementsAre("# Title", "Text of it", "- one", "- two\n  more of it", "| a | b |",
                          "| 1 | 2 |", "Name: Bob", "Age: 12", "3) last"));
}

TEST(Sentences, AreWholeBlocksOfCode) {
  EXPECT_THAT(SentencesOf("Run this.\n```sh\nmake all. Then\n\nmake install\n```\nDone."),
              ElementsAre("Run this.", "```sh\nmake all. Then\n\nmake install\n```", "Done."));
  EXPECT_THAT(SentencesOf("```\nnever closed"), ElementsAre("```\nnever closed"));
}

TEST(Sentences, AreCutWhereTheyAreTooLong) {
  const std::string words = std::string(kMaxSentence - 3, 'x') + " " + std::string(500, 'y');
  EXPECT_THAT(SentencesOf(words),
              ElementsAre(std::string(kMaxSentence - 3, 'x'), std::string(500, 'y')));
  std::string letters;
  for (size_t i = 0; i < kMaxSentence; ++i) letters += "é";
  const std::vector<std::string> parts = SentencesOf(letters);
  EXPECT_THAT(parts, ElementsAre(letters.substr(0, kMaxSentence), letters.substr(kMaxSentence)));
}

// Whatever the text: in order, none too long or with blanks around it, blanks alone between them.
TEST(Sentences, AreTogetherTheText) {
  constexpr std::string_view kParts[] = {"a",  " ", "\n", ".",  "Dr",   "```", "#", "|",
                                         "- ", "é", "。", "\"", "\xff", "...", "1", "    "};
  FastRandom random(7);
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (uint64_t left = random.Next() % 60; left > 0; --left) {
      const std::string_view part = kParts[random.Next() % std::size(kParts)];
      for (uint64_t times = random.Next() % 50 == 0 ? 900 : 1; times > 0; --times) text += part;
    }
    std::vector<json::Span> spans;
    SplitSentences(text, &spans);
    std::string rest = text;
    for (size_t i = spans.size(); i-- > 0;) {
      ASSERT_LE(spans[i].size, kMaxSentence);
      ASSERT_EQ(spans[i].In(text).find_first_not_of(" \n"), 0u);
      ASSERT_NE(spans[i].In(text).back(), '\n');
      if (i > 0) ASSERT_LE(spans[i - 1].end(), spans[i].offset);
      rest.erase(spans[i].offset, spans[i].size);
    }
    ASSERT_EQ(rest.find_first_not_of(" \n"), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace farthing::shape
