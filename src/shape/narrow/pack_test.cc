#include "shape/narrow/pack.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "base/random.h"

namespace farthing::shape {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Paper {
  float worth = 1;
  std::vector<float> sentences;
  std::vector<size_t> tokens;
};

// Papers with frames of one token; `twins` are alike, others not at all.
std::vector<Kept> PackPapers(const std::vector<Paper>& papers, size_t budget,
                             std::pair<size_t, size_t> twins = {0, 0}) {
  std::vector<float> worths;
  for (const Paper& paper : papers) worths.push_back(paper.worth);
  const PackSource source = {
      .worths = worths,
      .frame = [](size_t) { return size_t{1}; },
      .sentences = [&](size_t i) { return papers[i].sentences; },
      .tokens = [&](size_t i,
                    size_t sentence) { return std::optional(papers[i].tokens[sentence]); },
      .likeness =
          [&](size_t i) {
            std::vector<float> likeness(papers.size());
            if (i == twins.first) likeness[twins.second] = 1;
            return likeness;
          }};
  return Pack(source, budget);
}

TEST(Pack, TakesAllThatFits) {
  const std::vector<Paper> papers = {{1, {1, 2}, {3, 3}}, {0.5F, {1}, {2}}};
  EXPECT_THAT(PackPapers(papers, 10), ElementsAre(ElementsAre(0, 1), ElementsAre(0)));
  EXPECT_THAT(PackPapers(papers, 0), ElementsAre(IsEmpty(), IsEmpty()));
  EXPECT_THAT(PackPapers({}, 10), IsEmpty());
}

TEST(Pack, TakesTheBestSentencesInTheirOrder) {
  const std::vector<Paper> papers = {{1, {.3F, .9F, .1F, .8F}, {4, 4, 4, 4}}};
  EXPECT_THAT(PackPapers(papers, 9), ElementsAre(ElementsAre(1, 3)));
}

TEST(Pack, LetsEveryGoodDocumentHaveItsSay) {
  const std::vector<Paper> papers = {{1, {.9F, .8F, .7F}, {4, 4, 4}}, {.9F, {.2F}, {4}}};
  EXPECT_THAT(PackPapers(papers, 10), ElementsAre(ElementsAre(0), ElementsAre(0)));
}

TEST(Pack, PrefersWhatIsNew) {
  const std::vector<Paper> papers = {{1, {1}, {4}}, {.9F, {1}, {4}}, {.8F, {1}, {4}}};
  EXPECT_THAT(PackPapers(papers, 10), ElementsAre(ElementsAre(0), ElementsAre(0), IsEmpty()));
  EXPECT_THAT(PackPapers(papers, 10, {0, 1}),
              ElementsAre(ElementsAre(0), IsEmpty(), ElementsAre(0)));
}

TEST(Pack, TakesAShorterSentenceWhereALongOneHasNoRoom) {
  const std::vector<Paper> papers = {{1, {1}, {50}}, {.5F, {1, .5F}, {30, 4}}};
  EXPECT_THAT(PackPapers(papers, 10), ElementsAre(IsEmpty(), ElementsAre(1)));
}

TEST(Pack, IsNeverAboveTheBudget) {
  FastRandom random(7);
  for (int round = 0; round < 200; ++round) {
    std::vector<Paper> papers(random.Next() % 9);
    for (Paper& paper : papers) {
      paper.worth = static_cast<float>(1 + random.Next() % 10);
      for (uint64_t i = random.Next() % 6; i > 0; --i) {
        paper.sentences.push_back(static_cast<float>(random.Next() % 5));
        paper.tokens.push_back(random.Next() % 20);
      }
    }
    const size_t budget = random.Next() % 60;
    const std::vector<Kept> kept = PackPapers(papers, budget);
    size_t tokens = 0;
    for (size_t i = 0; i < kept.size(); ++i) {
      EXPECT_TRUE(std::ranges::is_sorted(kept[i]));
      tokens += kept[i].empty() ? 0 : 1;
      for (const size_t sentence : kept[i]) tokens += papers[i].tokens[sentence];
    }
    EXPECT_LE(tokens, budget);
  }
}

}  // namespace
}  // namespace farthing::shape
