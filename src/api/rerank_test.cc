#include "api/rerank.h"

#include <gmock/gmock.h>

#include <array>

namespace farthing::api {
namespace {

using testing::ElementsAre;
using testing::Gt;
using testing::HasSubstr;
using testing::Lt;

constexpr std::array<std::string_view, 2> kTexts = {"One.", "\"Two\""};

TEST(Rerank, AsksInEachDialect) {
  EXPECT_EQ(RerankBody(RerankDialect::kCohere, "rerank-v3.5", "Q?", kTexts),
            R"({"model":"rerank-v3.5","query":"Q?","documents":["One.","\"Two\""]})");
  EXPECT_EQ(RerankBody(RerankDialect::kTei, "", "Q?", kTexts),
            R"({"query":"Q?","texts":["One.","\"Two\""],"truncate":true})");
}

TEST(Rerank, ScoresAreInTheTextsOrder) {
  EXPECT_THAT(*ParseRerank(RerankDialect::kCohere,
                           R"({"id":"r","results":[{"index":1,"relevance_score":0.75},)"
                           R"({"index":0,"relevance_score":0.5}],"meta":{}})",
                           2),
              ElementsAre(0.5F, 0.75F));
  EXPECT_THAT(*ParseRerank(RerankDialect::kTei, R"([{"index":2,"score":-3}])", 3),
              ElementsAre(Lt(-1e30F), Lt(-1e30F), -3.0F));
}

TEST(Rerank, AScoreBeyondAllBoundsIsTheHighest) {
  EXPECT_THAT(
      *ParseRerank(RerankDialect::kTei, R"([{"index":0,"score":1e300},{"index":1,"score":5}])", 2),
      ElementsAre(Gt(1e30F), 5));
}

TEST(Rerank, SaysWhatIsWrongWithAnAnswer) {
  const auto error = [](std::string_view body) {
    const auto scores = ParseRerank(RerankDialect::kCohere, body, 2);
    return scores ? "no error" : scores.error().message;
  };
  EXPECT_THAT(error("busy"), HasSubstr("is no JSON"));
  EXPECT_THAT(error("[]"), HasSubstr("has no list of results"));
  EXPECT_THAT(error(R"({"results":[]})"), HasSubstr("has no list of results"));
  EXPECT_THAT(error(R"({"results":[{"index":0}]})"), HasSubstr("without a score"));
  EXPECT_THAT(error(R"({"results":[{"index":2,"relevance_score":1}]})"),
              HasSubstr("of no document"));
  EXPECT_THAT(error(R"({"results":[{"index":-1,"relevance_score":1}]})"),
              HasSubstr("of no document"));
}

}  // namespace
}  // namespace farthing::api
