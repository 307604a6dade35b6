#include "api/delta_text.h"

#include <gtest/gtest.h>

namespace farthing::api {
namespace {

TEST(DeltaText, IsWhatTheAnswerGrowsBy) {
  EXPECT_EQ(DeltaTextBytes(R"({"id":"content","choices":[{"index":0,"delta":{"role":"assistant",)"
                           R"("content":"Hello"},"logprobs":null,"finish_reason":null}]})"),
            5u);
  EXPECT_EQ(
      DeltaTextBytes(R"({"type":"content_block_delta","index":0,"delta": {"type":"text_delta",)"
                     R"("text":"a \"b\""}})"),
      7u);
  EXPECT_EQ(DeltaTextBytes(R"({"type":"content_block_delta","delta":{"type":"thinking_delta",)"
                           R"("thinking":"abc"}})"),
            3u);
  EXPECT_EQ(DeltaTextBytes(R"({"type":"response.output_text.delta","delta":"abcd","item_id":"x"})"),
            4u);
}

TEST(DeltaText, ArgumentsAndReasoningAndEveryChoiceCount) {
  EXPECT_EQ(
      DeltaTextBytes(R"({"choices":[{"delta":{"tool_calls":[{"index":0,"id":"call_1",)"
                     R"("type":"function","function":{"name":"f","arguments":"{\"a\":"}}]}}]})"),
      7u);
  EXPECT_EQ(DeltaTextBytes(R"({"choices":[{"delta":{"reasoning_content":"ab","content":null}},)"
                           R"({"delta":{"content":"cde"}}]})"),
            5u);
}

TEST(DeltaText, TheOlderCompletionsHaveItInTheChoice) {
  EXPECT_EQ(DeltaTextBytes(R"({"id":"cmpl-1","object":"text_completion","choices":[{"text":"abc",)"
                           R"("index":0,"logprobs":null,"finish_reason":null}]})"),
            3u);
}

TEST(DeltaText, OfAWholeAnswerAllTextCounts) {
  EXPECT_EQ(
      AnswerTextBytes(R"({"id":"x","choices":[{"message":{"role":"assistant","content":"abc",)"
                      R"("tool_calls":[{"function":{"name":"f","arguments":"{}"}}]}}]})"),
      5u);
  EXPECT_EQ(
      AnswerTextBytes(R"({"content":[{"type":"text","text":"ab"}],"stop_reason":"end_turn"})"), 2u);
  EXPECT_EQ(AnswerTextBytes(""), 0u);
}

TEST(DeltaText, WhatIsNoDeltaCarriesNone) {
  for (const char* event :
       {"", "[DONE]", R"({"type":"ping"})", R"({"choices":[{"delta":{}}]})", R"({"delta":)",
        R"({"delta":{"content":)", R"({"type":"message_start","message":{"content":[]}})",
        R"({"delta":{"type":"signature_delta","signature":"abc"}})"}) {
    EXPECT_EQ(DeltaTextBytes(event), 0u) << event;
  }
  EXPECT_EQ(DeltaTextBytes(R"({"delta":{"content":"ab)"), 2u);
  EXPECT_EQ(DeltaTextBytes("{\"delta\":{\"content\":\"a\\"), 2u);
}

}  // namespace
}  // namespace farthing::api
