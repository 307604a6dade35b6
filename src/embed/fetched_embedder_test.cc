#include "embed/fetched_embedder.h"

#include <gmock/gmock.h>

#include <array>

#include "embed/embedder.h"

namespace farthing::embed {
namespace {

using testing::ElementsAre;
using testing::FloatEq;
using testing::IsEmpty;

class FetchedEmbedderTest : public testing::Test {
 protected:
  std::vector<float> Embed(std::string_view text) {
    std::vector<float> vector(fetched_.dimensions(), 7);
    fetched_.Embed(text, vector);
    return vector;
  }

  const Embedder table_ = ShippedEmbedder();
  std::shared_ptr<VectorCache> cache_ = std::make_shared<VectorCache>("m", 1 << 20);
  FetchedEmbedder fetched_{cache_, table_};
};

TEST_F(FetchedEmbedderTest, TellsWhatIsMissingAndKnowsItOnceItIsGiven) {
  EXPECT_THAT(Embed("one"), ElementsAre(0));
  Embed("two");
  Embed("one");
  EXPECT_THAT(fetched_.missing(), ElementsAre("one", "two"));
  EXPECT_TRUE(fetched_.Give(2, std::array{3.0F, 4.0F}));
  EXPECT_THAT(fetched_.missing(), ElementsAre("two"));
  EXPECT_THAT(Embed("one"), ElementsAre(FloatEq(0.6F), FloatEq(0.8F)));
  EXPECT_THAT(Embed("two"), ElementsAre(0, 0));
  EXPECT_TRUE(fetched_.Give(2, std::array{0.0F, 9.0F}));
  EXPECT_THAT(Embed("two"), ElementsAre(0, 1));
  EXPECT_THAT(fetched_.missing(), IsEmpty());
}

TEST_F(FetchedEmbedderTest, TheNextRequestFindsItInTheCache) {
  Embed("one");
  EXPECT_TRUE(fetched_.Give(2, std::array{0.0F, 4.0F}));
  const FetchedEmbedder next(cache_, table_);
  std::vector<float> vector(next.dimensions());
  next.Embed("one", vector);
  EXPECT_THAT(vector, ElementsAre(0, 1));
  EXPECT_THAT(next.missing(), IsEmpty());
}

TEST_F(FetchedEmbedderTest, VectorsOfAnotherWidthAreAnotherModels) {
  Embed("one");
  Embed("two");
  EXPECT_TRUE(fetched_.Give(2, std::array{3.0F, 4.0F}));
  EXPECT_FALSE(fetched_.Give(3, std::array{1.0F, 0.0F, 0.0F}));
  EXPECT_EQ(cache_->dimensions(), 3u);
}

TEST_F(FetchedEmbedderTest, ABlankTextIsNobodysAndALongOneIsCutBetweenCharacters) {
  EXPECT_THAT(Embed(" \n"), ElementsAre(0));
  EXPECT_THAT(fetched_.missing(), IsEmpty());
  std::string text(FetchedEmbedder::kMostBytes - 1, 'a');
  Embed(text + "\u00e9");
  EXPECT_THAT(fetched_.missing(), ElementsAre(text));
}

TEST_F(FetchedEmbedderTest, WordsAndSentencesAreTheTables) {
  EXPECT_EQ(&fetched_.ForParts(), &table_);
  EXPECT_EQ(&table_.ForParts(), &table_);
}

}  // namespace
}  // namespace farthing::embed
