#include "shape/text/bm25.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "base/random.h"

namespace farthing::shape {
namespace {

using testing::ElementsAre;
using testing::FloatNear;

TermLists ListsOf(std::initializer_list<std::string_view> texts) {
  TermLists lists;
  for (const std::string_view text : texts) {
    std::vector<Word> words;
    ReadWords(text, &words);
    lists.Add(words);
  }
  return lists;
}

std::vector<WeightedTerm> QuestionOf(std::string_view text) {
  const TermLists lists = ListsOf({text});
  std::vector<WeightedTerm> question;
  for (const Term term : lists[0]) question.push_back({term});
  return question;
}

TEST(TermLists, LeaveOutWhatStandsInEveryText) {
  const TermLists lists = ListsOf({"the dog and the cat", "", "a dog"});
  EXPECT_EQ(lists.size(), 3u);
  EXPECT_EQ(lists[0].size(), 2u);
  EXPECT_EQ(lists[1].size(), 0u);
  EXPECT_THAT(lists[2], ElementsAre(lists[0][0]));
}

TEST(Bm25, GivesTheScoresOfItsFormula) {
  const TermIndex index(ListsOf({"dog dog cat", "cat fish", "bird"}));
  std::vector<float> scores(3);
  AddBm25(index, QuestionOf("dog cat"), {.k1 = 1.2F, .b = 0.75F}, scores);
  // ln(1 + 2.5/1.5) · 2.2 · 2/(2 + 1.2(¼ + ¾ · 3/2)) + ln(1 + 1.5/2.5) · 2.2/(1 + 1.2 · 1.375)
  EXPECT_THAT(scores, ElementsAre(FloatNear(1.1824F + 0.3902F, 1e-3F), FloatNear(0.47F, 1e-3F), 0));
}

TEST(Bm25, AddsToWhatIsThere) {
  const TermIndex index(ListsOf({"dog", "cat"}));
  std::vector<float> scores = {1, 2};
  AddBm25(index, QuestionOf("fish"), {}, scores);
  EXPECT_THAT(scores, ElementsAre(1, 2));
}

TEST(Bm25, OfNoTextsOrEmptyOnesIsNothing) {
  AddBm25(TermIndex(TermLists()), QuestionOf("dog"), {}, {});
  const TermIndex index(ListsOf({"", ""}));
  std::vector<float> scores(2);
  AddBm25(index, QuestionOf("dog"), {}, scores);
  EXPECT_THAT(scores, ElementsAre(0, 0));
}

TEST(TermIndex, CountsAsAMapDoes) {
  FastRandom random(1);
  TermLists lists;
  std::map<std::pair<Term, uint32_t>, uint32_t> counts;
  for (uint32_t text = 0; text < 50; ++text) {
    std::vector<Term> terms;
    for (uint64_t left = random.Next() % 80; left > 0; --left) {
      terms.push_back(static_cast<Term>(random.Next() % 40 * 0x9e3779b1U));
      ++counts[{terms.back(), text}];
    }
    lists.AddTerms(terms);
  }
  const TermIndex index(lists);
  EXPECT_TRUE(std::ranges::is_sorted(index.terms()));
  size_t seen = 0;
  for (const Term term : index.terms()) {
    for (const Posting posting : index.Find(term)) {
      EXPECT_EQ(posting.count, (counts[{term, posting.text}]));
      ++seen;
    }
  }
  EXPECT_EQ(seen, counts.size());
}

}  // namespace
}  // namespace farthing::shape
