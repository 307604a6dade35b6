#include "shape/effort.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farthing::shape {
namespace {

using config::Effort;
using testing::ElementsAre;
using testing::IsEmpty;

class EffortTest : public testing::Test {
 protected:
  // The request as it would be sent.
  std::string Capped(std::string_view body, std::optional<Effort> most,
                     std::optional<int64_t> most_output = std::nullopt) {
    const json::Document borrowed = json::Document::ParseBorrowed(body).value();
    warnings_.clear();
    std::optional<std::string> edited =
        CapEffort(body, borrowed.root(), most, most_output, &warnings_);
    return edited ? *edited : std::string(body);
  }

  std::vector<std::string> warnings_;
};

TEST_F(EffortTest, LowersWhatAsksForMore) {
  EXPECT_EQ(Capped(R"({"reasoning_effort":"xhigh","n":1})", Effort::kLow),
            R"({"reasoning_effort":"low","n":1})");
  EXPECT_THAT(warnings_, ElementsAre("reasoning_effort: lowered to the limit"));
  EXPECT_EQ(Capped(R"({"reasoning":{"effort":"high"}})", Effort::kMedium),
            R"({"reasoning":{"effort":"medium"}})");
  EXPECT_EQ(Capped(R"({"output_config":{"effort":"max"}})", Effort::kHigh),
            R"({"output_config":{"effort":"high"}})");
}

TEST_F(EffortTest, AnthropicsLeastEffortIsLow) {
  EXPECT_EQ(Capped(R"({"output_config":{"effort":"max"}})", Effort::kMinimal),
            R"({"output_config":{"effort":"low"}})");
}

TEST_F(EffortTest, LeavesWhatIsWithin) {
  for (const std::string_view body :
       {R"({"reasoning_effort":"low"})", R"({"reasoning_effort":"none"})",
        R"({"reasoning_effort":"unheard-of"})", R"({"reasoning_effort":null})", R"({})",
        R"({"max_tokens":8000,"thinking":{"type":"enabled","budget_tokens":1600}})"}) {
    EXPECT_EQ(Capped(body, Effort::kLow), body);
    EXPECT_THAT(warnings_, IsEmpty());
  }
}

TEST_F(EffortTest, ABudgetIsTheEffortsShareOfTheAnswer) {
  EXPECT_EQ(Capped(R"({"max_tokens":10000,"thinking":{"type":"enabled","budget_tokens":9000}})",
                   Effort::kMedium),
            R"({"max_tokens":10000,"thinking":{"type":"enabled","budget_tokens":5000}})");
  EXPECT_EQ(Capped(R"({"max_tokens":2000,"thinking":{"type":"enabled","budget_tokens":1900}})",
                   Effort::kMinimal),
            R"({"max_tokens":2000,"thinking":{"type":"enabled","budget_tokens":1024}})");
}

TEST_F(EffortTest, ABudgetStaysBelowTheAnswersLimit) {
  EXPECT_EQ(
      Capped(R"({"max_tokens":9000,"thinking":{"type":"enabled","budget_tokens":4000}})", {}, 2000),
      R"({"max_tokens":9000,"thinking":{"type":"enabled","budget_tokens":1999}})");
}

TEST_F(EffortTest, WithoutRoomForABudgetThereIsNoThinking) {
  EXPECT_EQ(
      Capped(R"({"max_tokens":9000,"thinking":{"type":"enabled","budget_tokens":4000}})", {}, 512),
      R"({"max_tokens":9000,"thinking":{"type":"disabled"}})");
  EXPECT_EQ(Capped(R"({"thinking":{"type":"adaptive"}})", Effort::kNone),
            R"({"thinking":{"type":"disabled"}})");
}

}  // namespace
}  // namespace farthing::shape
