#include "lab/eval/cranfield_eval.h"

#include <gmock/gmock.h>

#include "embed/embedder.h"

namespace farthing::lab {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

Cranfield SmallCollection() {
  Cranfield collection;
  const std::string filler =
      " The first part tells what is known. The second part tells of the means. The third part "
      "tells what was found and what is left to do.";
  const char* titles[] = {"shock waves at a blunt nose", "bread of rye", "roads in winter",
                          "heating of a blunt nose",     "boats at sea", "cats and dogs"};
  for (int i = 0; i < 6; ++i) {
    collection.documents.push_back({i + 1, titles[i], std::string(titles[i]) + "." + filler});
  }
  collection.questions = {{"how is a blunt nose heated by shock waves?", {1, 4}},
                          {"what do cats eat?", {6}}};
  return collection;
}

TEST(CranfieldEval, RanksAndNarrowsACollection) {
  const CranfieldEval eval = EvalCranfield(SmallCollection(), embed::ShippedEmbedder());
  EXPECT_EQ(eval.documents, 6u);
  EXPECT_EQ(eval.questions, 2u);
  EXPECT_DOUBLE_EQ(eval.ndcg_at_10, 1);
  EXPECT_DOUBLE_EQ(eval.recall_at_100, 1);
  EXPECT_THAT(eval.rounds, SizeIs(4));
  for (const NarrowingRound& round : eval.rounds) {
    EXPECT_EQ(round.relevant_whole, 3u);
    EXPECT_EQ(round.relevant_kept, 3u);
    EXPECT_LE(static_cast<double>(round.tokens_kept),
              round.share * static_cast<double>(round.tokens_whole));
    EXPECT_GT(round.tokens_kept, 0u);
  }
}

TEST(CranfieldEval, SaysSoInJson) {
  const std::string json = EvalAsJson(EvalCranfield(SmallCollection(), embed::ShippedEmbedder()));
  EXPECT_THAT(json, HasSubstr(R"("documents":6,"questions":2,"ndcg_at_10":1,)"));
  EXPECT_THAT(json, HasSubstr(R"("relevant_whole":3,"relevant_kept":3,)"));
}

}  // namespace
}  // namespace farthing::lab
