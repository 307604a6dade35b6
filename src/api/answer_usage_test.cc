#include "api/answer_usage.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace farthing::api {
namespace {

using enum model::TokenClass;

bool Same(const model::UsageTally& a, const model::UsageTally& b) {
  return a.said() == b.said() && a.usage().tokens == b.usage().tokens &&
         a.usage().service_tier == b.usage().service_tier;
}

// However the text is cut into pieces.
model::UsageTally Read(Dialect dialect, std::string_view text) {
  AnswerUsage whole;
  whole.Feed(text);
  const model::UsageTally usage = whole.Read(dialect);
  for (size_t i = 0; i <= text.size(); ++i) {
    AnswerUsage split;
    split.Feed(text.substr(0, i));
    split.Feed(text.substr(i));
    EXPECT_TRUE(Same(split.Read(dialect), usage)) << text << " at " << i;
  }
  AnswerUsage bytes;
  for (const char c : text) bytes.Feed({&c, 1});
  EXPECT_TRUE(Same(bytes.Read(dialect), usage)) << text;
  return usage;
}

int64_t Fresh(std::string_view text) { return Read(Dialect::kOpenAI, text).usage().tokens[kFresh]; }

TEST(AnswerUsage, IsFoundWhereverItStands) {
  EXPECT_EQ(Fresh(R"({"usage":{"prompt_tokens":7}})"), 7);
  EXPECT_EQ(Fresh(R"( { "id":"x", "usage" : { "prompt_tokens" : 7 } , "choices":[] } )"), 7);
  EXPECT_EQ(
      Fresh(R"({"choices":[{"message":{"content":"a\\\"b\\"}}],"usage":{"prompt_tokens":7}})"), 7);
  const model::TokenCounts tokens =
      Read(Dialect::kAnthropic, R"({"content":[],"usage":{"input_tokens":3,"cache_creation":)"
                                R"({"ephemeral_1h_input_tokens":4},"output_tokens":5}})")
          .usage()
          .tokens;
  EXPECT_EQ(tokens[kFresh], 3);
  EXPECT_EQ(tokens[kCacheWrite1h], 4);
  EXPECT_EQ(tokens[kOutput], 5);
}

TEST(AnswerUsage, TheServiceTierIsKeptWhereverItStands) {
  for (const std::string_view text :
       {R"({"service_tier":"flex","data":[1],"usage":{"prompt_tokens":7}})",
        R"({"usage":{"prompt_tokens":7},"data":[1], "service_tier" : "flex" })"}) {
    const model::UsageTally tally = Read(Dialect::kOpenAI, text);
    EXPECT_EQ(tally.usage().tokens[kFresh], 7);
    EXPECT_EQ(tally.usage().service_tier, "flex");
  }
}

TEST(AnswerUsage, OfAnAnswerCutShortWhatCameWholeCounts) {
  EXPECT_EQ(Fresh(R"({"usage":{"prompt_tokens":7},"model":"x)"), 7);
  EXPECT_EQ(Fresh(R"({"usage":{"prompt_tokens":7})"), 7);
}

TEST(AnswerUsage, OnlyTheTopLevelMemberCounts) {
  EXPECT_EQ(Fresh(R"({"content":[{"input":{"usage":{"prompt_tokens":999}}}],)"
                  R"("usage":{"prompt_tokens":7}})"),
            7);
  EXPECT_EQ(Fresh(R"({"x":"usage","y":["usage",{"prompt_tokens":9}],"usage":{"prompt_tokens":7}})"),
            7);
  EXPECT_EQ(Fresh(R"({"a":"\"usage\":{\"prompt_tokens\":9}","usage":{"prompt_tokens":7}})"), 7);
  EXPECT_EQ(Fresh(R"({"usages":{"prompt_tokens":9},"usage":{"prompt_tokens":7}})"), 7);
  EXPECT_EQ(Fresh(R"([{"usage":{"prompt_tokens":9}}])"), 0);
}

TEST(AnswerUsage, WhatIsNoUsageIsAbsent) {
  for (const std::string_view text :
       {"", "{}", R"({"usage":null})", R"({"usage":3,"x":{"prompt_tokens":1}})", R"({"usage":[]})",
        R"({"usage":{"prompt_tokens":)", R"({"usage":{"prompt_tokens":1)", "}}}}]]", "\"\\",
        R"({"usage":{"prompt_tokens":1]})"}) {
    EXPECT_FALSE(Read(Dialect::kOpenAI, text).said()) << text;
  }
}

TEST(AnswerUsage, AnEndlessUsageIsNotHeld) {
  AnswerUsage usage;
  usage.Feed(R"({"usage":{"x":")");
  const std::string piece(1000, 'x');
  for (int i = 0; i < 1000; ++i) usage.Feed(piece);
  usage.Feed(R"(","prompt_tokens":1}})");
  EXPECT_FALSE(usage.Read(Dialect::kOpenAI).said());
}

}  // namespace
}  // namespace farthing::api
