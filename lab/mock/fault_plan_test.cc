#include "lab/mock/fault_plan.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace farthing::lab {
namespace {

std::vector<std::string> Draws(uint64_t seed, int count) {
  auto plan = FaultPlan::Parse("reset=0.25,429=0.25,cut=0.1", seed);
  EXPECT_TRUE(plan);
  std::vector<std::string> drawn;
  for (int i = 0; i < count; ++i) drawn.emplace_back(FaultName(plan->Draw().fault));
  return drawn;
}

TEST(FaultPlan, TheSeedDecides) {
  EXPECT_EQ(Draws(7, 200), Draws(7, 200));
  EXPECT_NE(Draws(7, 200), Draws(8, 200));
}

TEST(FaultPlan, SharesAreKept) {
  std::map<std::string, int> counts;
  for (const std::string& fault : Draws(1, 20000)) ++counts[fault];
  EXPECT_NEAR(counts["reset"], 5000, 300);
  EXPECT_NEAR(counts["status"], 5000, 300);
  EXPECT_NEAR(counts["cut"], 2000, 200);
  EXPECT_NEAR(counts["none"], 8000, 300);
}

TEST(FaultPlan, RefusalsAreOfConnections) {
  auto plan = FaultPlan::Parse("refuse=1", 1);
  ASSERT_TRUE(plan);
  EXPECT_TRUE(plan->DrawRefusal());
  EXPECT_EQ(plan->Draw().fault, Fault::kNone);
  EXPECT_FALSE(FaultPlan().DrawRefusal());
}

TEST(FaultPlan, A429SaysWhenToRetry) {
  auto plan = FaultPlan::Parse("429=1", 1);
  ASSERT_TRUE(plan);
  const Orders orders = plan->Draw();
  EXPECT_EQ(orders.status, 429);
  EXPECT_EQ(orders.retry_after, "1");
}

TEST(FaultPlan, WrongEntriesAreNamed) {
  for (const char* wrong :
       {"reset", "reset=2", "reset=x", "nonsense=0.1", "200=0.1", "reset=0.6,cut=0.6"}) {
    EXPECT_FALSE(FaultPlan::Parse(wrong, 1)) << wrong;
  }
}

}  // namespace
}  // namespace farthing::lab
