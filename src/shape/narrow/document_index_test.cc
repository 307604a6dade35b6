#include "shape/narrow/document_index.h"

#include <gmock/gmock.h>

#include <string>

#include "embed/embedder.h"
#include "shape/narrow/best_first.h"

namespace farthing::shape {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::FloatNear;
using testing::Gt;
using testing::IsEmpty;
using testing::Le;
using testing::Lt;

class DocumentIndexTest : public testing::Test {
 protected:
  std::vector<float> Ask(std::string_view question, const std::vector<std::string>& texts) {
    worded_.clear();
    for (const std::string& text : texts) worded_.push_back(ReadText(text));
    return DocumentIndex(worded_, embedder_).Score(question);
  }

  const embed::Embedder embedder_ = embed::ShippedEmbedder();
  std::vector<WordedText> worded_;
};

TEST_F(DocumentIndexTest, WhatHasTheQuestionsWordsComesFirst) {
  const std::vector<float> scores =
      Ask("How is the deposit of the flat paid back?",
          {"The weather on the coast is mild.", "A deposit is paid back when the flat is empty.",
           "Trains leave every hour.", "The museum shows boats."});
  EXPECT_EQ(BestFirst(scores)[0], 1u);
}

TEST_F(DocumentIndexTest, WhatMeansTheSameInOtherWordsComesBeforeWhatDoesNot) {
  const std::vector<float> scores =
      Ask("puppies that bark", {"Stock prices fell on Monday.", "A dog makes noise at night.",
                                "Bread needs flour, water and salt.", "The bridge is closed."});
  EXPECT_EQ(BestFirst(scores)[0], 1u);
}

TEST_F(DocumentIndexTest, ATitleSaysMoreThanTheRest) {
  const std::string filler = " Some of it is well known, and the rest is in the next paper.";
  const std::vector<float> scores =
      Ask("turbine", {"Engines in ships." + filler + " A turbine is one of them." + filler,
                      "Turbine engines." + filler + " In ships one of them is used." + filler,
                      "Bread of rye." + filler, "Roads in winter." + filler});
  EXPECT_EQ(BestFirst(scores)[0], 1u);
}

TEST_F(DocumentIndexTest, ATextIsRaisedByOneLikeIt) {
  std::vector<WordedText> texts = {ReadText("Shock waves heat the nose of the model."),
                                   ReadText("The model's nose in waves of heat."),
                                   ReadText("Bread of rye and salt.")};
  for (const std::string_view other : {"Roads in winter.", "Boats at sea.", "A cat."}) {
    texts.push_back(ReadText(other));
  }
  const std::vector<float> scores = {1, 0, 0, 0, 0, 0};
  const std::vector<float> smooth = Neighbours(WeightedTerms(texts)).Smooth(scores);
  EXPECT_THAT(smooth[0], AllOf(Gt(0.4F), Lt(0.9F)));
  EXPECT_THAT(smooth[1], AllOf(Gt(0.1F), Le(smooth[0])));
  EXPECT_THAT(std::vector(smooth.begin() + 2, smooth.end()), Each(0));
}

TEST_F(DocumentIndexTest, OfNothingIsNothing) {
  EXPECT_THAT(Ask("dog", {}), IsEmpty());
  EXPECT_THAT(Ask("dog", {""}), ElementsAre(0));
  EXPECT_THAT(Ask("", {"a", "b"}), ElementsAre(0, 0));
  EXPECT_THAT(Ask("the of", {"dog", "dog", "dog"}), Each(FloatNear(0, 1e-4F)));
}

TEST_F(DocumentIndexTest, LikenessIsOneToItselfAndNothingToOtherWords) {
  const std::string dog = "A dog barks.", cat = "Cats purr loudly.";
  const std::vector<WordedText> texts = {ReadText(dog), ReadText(cat), ReadText(dog)};
  const std::vector<float> likeness = WeightedTerms(texts).LikenessTo(0);
  EXPECT_THAT(likeness, ElementsAre(FloatNear(1, 1e-4F), 0, FloatNear(1, 1e-4F)));
}

}  // namespace
}  // namespace farthing::shape
