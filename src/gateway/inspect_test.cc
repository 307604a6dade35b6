#include "gateway/inspect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/test_rig.h"

namespace farthing::gateway {
namespace {

using api::Dialect;

TEST(AnswerInspector, ReadsTheUsageOfEitherDialect) {
  AnswerInspector inspector;
  Result<model::UsageTally> openai = inspector.Inspect(Dialect::kOpenAI, test::kOpenAIAnswer);
  ASSERT_TRUE(openai);
  EXPECT_EQ(openai->usage().tokens[model::TokenClass::kFresh], 7);
  EXPECT_EQ(openai->usage().tokens.output(), 2);
  Result<model::UsageTally> anthropic =
      inspector.Inspect(Dialect::kAnthropic, test::kAnthropicAnswer);
  ASSERT_TRUE(anthropic);
  EXPECT_EQ(anthropic->usage().tokens.input(), 7);
  EXPECT_EQ(anthropic->usage().tokens.output(), 2);
}

TEST(AnswerInspector, AnAnswerWithoutUsageIsOneAllTheSame) {
  AnswerInspector inspector;
  for (const char* body : {"{}", R"({"choices":[],"usage":null})", R"({"usage":7,"error":null})"}) {
    const Result<model::UsageTally> usage = inspector.Inspect(Dialect::kOpenAI, body);
    ASSERT_TRUE(usage) << body;
    EXPECT_FALSE(usage->said()) << body;
  }
}

// Each call stands for itself, though the memory is used again.
TEST(AnswerInspector, RemembersNothing) {
  AnswerInspector inspector;
  ASSERT_TRUE(inspector.Inspect(Dialect::kOpenAI, test::kOpenAIAnswer));
  EXPECT_FALSE(inspector.Inspect(Dialect::kOpenAI, "{}")->said());
}

TEST(AnswerInspector, WhatIsNoObjectMayBeTriedAgain) {
  AnswerInspector inspector;
  for (const char* body : {"", "[]", "null", "{", R"({"a":1}x)", "<html>", "\xff"}) {
    const Result<model::UsageTally> usage = inspector.Inspect(Dialect::kOpenAI, body);
    ASSERT_FALSE(usage) << body;
    EXPECT_EQ(usage.error().code, ErrorCode::kUpstream) << body;
    EXPECT_TRUE(usage.error().retryable) << body;
  }
}

TEST(AnswerInspector, AnErrorUnderA200IsTheProvidersOwn) {
  AnswerInspector inspector;
  const Result<model::UsageTally> usage = inspector.Inspect(
      Dialect::kOpenAI, R"({"error":{"message":"too many","code":429},"choices":[]})");
  ASSERT_FALSE(usage);
  EXPECT_EQ(usage.error().http_status(), 429);
  EXPECT_EQ(usage.error().message, "too many");
}

}  // namespace
}  // namespace farthing::gateway
