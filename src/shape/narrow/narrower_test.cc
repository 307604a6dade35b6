#include "shape/narrow/narrower.h"

#include <gmock/gmock.h>

#include "embed/embedder.h"

namespace farthing::shape {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view kQuestion = "When is the deposit of the flat paid back?";
const std::string kDeposit =
    "Renting in Lisbon. Most flats are let for two years. The deposit is paid back within thirty "
    "days after the keys are handed over. Pets are welcome in most houses. Noise after ten is "
    "not.";
const std::string kTrains =
    "Trains along the coast. They leave every hour from the western station. Bicycles travel free "
    "of charge outside of rush hours. A ticket is valid for two hours.";
const std::string kMuseum =
    "The museum of boats. It shows caravels and models of ports. The halls are closed on Mondays. "
    "Children pay half. A café stands in the garden behind the house.";

class NarrowerTest : public testing::Test {
 protected:
  std::vector<Passage> Narrow(const std::vector<std::string>& texts, size_t budget,
                              std::string_view question = kQuestion,
                              std::span<const float> scores = {}) {
    std::vector<Source> sources;
    for (const std::string& text : texts) sources.push_back({.text = text, .frame = 10});
    return Narrower(sources, question, scores, tokens_, embedder_).Fit(budget);
  }

  const token::Encoder& tokens_ = *token::FindEncoder("o200k_base");
  const embed::Embedder embedder_ = embed::ShippedEmbedder();
};

TEST_F(NarrowerTest, WhatFitsStaysWholeTheMostRelevantFirst) {
  EXPECT_THAT(Narrow({kTrains, kMuseum, kDeposit}, 1000),
              ElementsAre(Field(&Passage::text, kDeposit), Field(&Passage::source, 1u),
                          Field(&Passage::source, 0u)));
}

TEST_F(NarrowerTest, KeepsTheSentencesThatTheQuestionNeeds) {
  const std::vector<Passage> passages = Narrow({kTrains, kMuseum, kDeposit}, 45);
  ASSERT_FALSE(passages.empty());
  EXPECT_EQ(passages[0].source, 2u);
  EXPECT_THAT(passages[0].text, HasSubstr("The deposit is paid back within thirty days"));
  EXPECT_THAT(passages[0].text, Not(HasSubstr("Noise")));
}

TEST_F(NarrowerTest, MarksWhatIsLeftOutBetweenSentences) {
  const std::string text =
      "The deposit of a flat is two rents. Many tenants of the town keep cats, dogs or fish. The "
      "deposit is paid back when the flat is handed over.";
  EXPECT_THAT(Narrow({text}, 42),
              ElementsAre(Field(&Passage::text,
                                "The deposit of a flat is two rents. … The deposit is paid "
                                "back when the flat is handed over.")));
}

TEST_F(NarrowerTest, TakesTheRankingOfOthers) {
  const std::vector<float> scores = {0.1F, 0.9F, 0.5F};
  EXPECT_THAT(Narrow({kDeposit, kTrains, kMuseum}, 1000, kQuestion, scores),
              ElementsAre(Field(&Passage::source, 1u), Field(&Passage::source, 2u),
                          Field(&Passage::source, 0u)));
}

TEST_F(NarrowerTest, SaysNothingTwice) {
  EXPECT_THAT(Narrow({kTrains, kDeposit, kTrains}, 1000),
              ElementsAre(Field(&Passage::source, 1u), Field(&Passage::source, 0u)));
  const std::string overlap =
      "Deposits. The deposit is paid back within thirty days after the "
      "keys are handed over. Ask for a receipt.";
  std::string all;
  for (const Passage& passage : Narrow({kDeposit, overlap, kMuseum}, 70)) all += passage.text;
  const size_t first = all.find("thirty days");
  ASSERT_NE(first, std::string::npos);
  EXPECT_EQ(all.find("thirty days", first + 1), std::string::npos);
}

TEST_F(NarrowerTest, IsWithinItsBudgetButForAFew) {
  for (size_t budget = 0; budget < 150; budget += 7) {
    size_t sum = 0;
    for (const Passage& passage : Narrow({kTrains, kMuseum, kDeposit}, budget)) {
      sum += 10 + tokens_.Count(passage.text);
    }
    EXPECT_LE(sum, budget + 3);
  }
}

TEST_F(NarrowerTest, OfNothingIsNothing) {
  EXPECT_THAT(Narrow({}, 100), IsEmpty());
  EXPECT_THAT(Narrow({kTrains}, 5), IsEmpty());
  EXPECT_EQ(Narrow({kTrains, kMuseum}, 60, "").size(), 2u);
}

}  // namespace
}  // namespace farthing::shape
