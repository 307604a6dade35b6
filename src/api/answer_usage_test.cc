#include "api/answer_usage.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace farthing::api {
namespace {

Usage Read(Dialect dialect, std::string_view text) {
  AnswerUsage whole;
  whole.Feed(text);
  const Usage usage = whole.Read(dialect);
  for (size_t i = 0; i <= text.size(); ++i) {
    AnswerUsage split;
    split.Feed(text.substr(0, i));
    split.Feed(text.substr(i));
    EXPECT_EQ(split.Read(dialect), usage) << text << " at " << i;
  }
  AnswerUsage bytes;
  for (const char c : text) bytes.Feed({&c, 1});
  EXPECT_EQ(bytes.Read(dialect), usage) << text;
  return usage;
}

int64_t Fresh(std::string_view text) { return Read(Dialect::kOpenAI, text).fresh; }

TEST(AnswerUsage, IsFoundWhereverItStands) {
  EXPECT_EQ(Fresh(R"({"usage":{"prompt_tokens":7}})"), 7);
  EXPECT_EQ(Fresh(R"( { "id":"x", "usage" : { "prompt_tokens" : 7 } , "choices":[] } )"), 7);
  EXPECT_EQ(
      Fresh(R"({"choices":[{"message":{"content":"a\\\"b\\"}}],"usage":{"prompt_tokens":7}})"), 7);
  const Usage usage =
      Read(Dialect::kAnthropic, R"({"content":[],"usage":{"input_tokens":3,"cache_creation":)"
                                R"({"ephemeral_1h_input_tokens":4},"output_tokens":5}})");
  EXPECT_EQ(usage.fresh, 3);
  EXPECT_EQ(usage.cache_write_1h, 4);
  EXPECT_EQ(usage.output, 5);
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
    EXPECT_FALSE(Read(Dialect::kOpenAI, text).present) << text;
  }
}

TEST(AnswerUsage, AnEndlessUsageIsNotHeld) {
  AnswerUsage usage;
  usage.Feed(R"({"usage":{"x":")");
  const std::string piece(1000, 'x');
  for (int i = 0; i < 1000; ++i) usage.Feed(piece);
  usage.Feed(R"(","prompt_tokens":1}})");
  EXPECT_FALSE(usage.Read(Dialect::kOpenAI).present);
}

}  // namespace
}  // namespace farthing::api
