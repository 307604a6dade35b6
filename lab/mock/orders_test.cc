#include "lab/mock/orders.h"

#include <gtest/gtest.h>

namespace farthing::lab {
namespace {

TEST(Orders, ReadsEveryName) {
  const auto orders = ParseOrders(
      "fault=cut;after=3;delay=20ms;first-delay=1ms;interval=5ms;events=50;bytes=64k;times=2");
  ASSERT_TRUE(orders);
  EXPECT_EQ(orders->fault, Fault::kCut);
  EXPECT_EQ(orders->after, 3u);
  EXPECT_EQ(orders->delay, std::chrono::milliseconds(20));
  EXPECT_EQ(orders->first_delay, std::chrono::milliseconds(1));
  EXPECT_EQ(orders->interval, std::chrono::milliseconds(5));
  EXPECT_EQ(orders->events, 50u);
  EXPECT_EQ(orders->bytes, 65536u);
  EXPECT_EQ(orders->times, 2u);
}

TEST(Orders, AStatusIsAFault) {
  const auto orders = ParseOrders("status=429;retry-after=1");
  ASSERT_TRUE(orders);
  EXPECT_EQ(orders->fault, Fault::kStatus);
  EXPECT_EQ(orders->status, 429);
  EXPECT_EQ(orders->retry_after, "1");
  EXPECT_EQ(ParseOrders("fault=503")->status, 503);
}

TEST(Orders, ReadsWhatTheProviderTells) {
  const auto orders = ParseOrders(
      "usage=%7B%22input_tokens%22:5%7D;tier=flex;model=gpt-9;output=%5B%7B%7D%5D;fault=no-usage");
  ASSERT_TRUE(orders);
  EXPECT_EQ(orders->told.usage, R"({"input_tokens":5})");
  EXPECT_EQ(orders->told.service_tier, "flex");
  EXPECT_EQ(orders->told.model, "gpt-9");
  EXPECT_EQ(orders->told.output, "[{}]");
  EXPECT_EQ(orders->fault, Fault::kNoUsage);
}

TEST(Orders, NamesAndFaultsAgree) {
  for (int i = 0; i < static_cast<int>(Fault::kCount); ++i) {
    const auto fault = static_cast<Fault>(i);
    EXPECT_EQ(ParseFault(FaultName(fault)), fault);
  }
}

TEST(Orders, WhatIsNotKnownIsAnError) {
  for (const char* wrong : {"fault=none-such", "status=200", "delay=fast", "colour=red",
                            "fault=status", "usage=5", "usage=%7B", "output=%7B%7D", "tier="}) {
    EXPECT_FALSE(ParseOrders(wrong)) << wrong;
  }
  EXPECT_TRUE(ParseOrders(""));
}

}  // namespace
}  // namespace farthing::lab
