#include "api/count_tokens.h"

#include <gtest/gtest.h>

#include <string>

namespace farthing::api {
namespace {

int64_t Estimate(std::string_view request) {
  const auto document = json::Document::Parse(request);
  EXPECT_TRUE(document);
  return document ? EstimateInputTokens(document->root()) : -1;
}

TEST(CountTokens, EstimatesAShortQuestion) {
  EXPECT_EQ(Estimate(R"({"messages":[{"role":"user","content":"Hi"}]})"), 12);
}

TEST(CountTokens, CountsEveryKindOfContent) {
  const int64_t base = Estimate(R"({"messages":[]})");
  ASSERT_EQ(base, 8);
  const auto added = [base](std::string_view member) {
    const bool has_messages = member.starts_with("\"messages");
    return Estimate("{" + std::string(member) + "}") - (has_messages ? base : 0);
  };
  const std::string text(3600, 'a');
  EXPECT_EQ(added(R"("system":")" + text + "\""), 1000);
  EXPECT_EQ(added(R"("system":[{"type":"text","text":")" + text + "\"}]"), 1000);
  EXPECT_EQ(added(R"("system":"日本語")"), 4);
  EXPECT_EQ(added(R"("messages":[{"content":[{"type":"image"}]}])"), 1604);
  EXPECT_EQ(added(R"("messages":[{"content":[{"type":"document","source":{"type":"base64"}}]}])"),
            2004);
  EXPECT_EQ(added(R"("messages":[{"content":[{"type":"thinking","thinking":"long"}]}])"), 4);
  EXPECT_GT(added(R"("tools":[{"name":"f","input_schema":{}}])"), 350);
  EXPECT_GT(
      added(R"("messages":[{"content":[{"type":"tool_result","content":[{"type":"image"}]}]}])"),
      1600);
}

TEST(CountTokens, EstimatesOpenAIsRequestsToo) {
  EXPECT_EQ(Estimate(R"({"messages":[{"role":"user","content":[{"type":"image_url","image_url":)"
                     R"({"url":"data:image/png;base64,AAAA"}}]}]})"),
            1612);
  EXPECT_EQ(Estimate(R"({"input":"abcdefghijklmnopqr"})"), 5);
  EXPECT_EQ(Estimate(R"({"input":["abcdefghijklmnopqr",[1,2,3]]})"), 8);
  EXPECT_EQ(Estimate(R"({"instructions":"abcdefghijklmnopqr","input":[{"role":"user","content":)"
                     R"([{"type":"input_text","text":"abcdefghijklmnopqr"}]}]})"),
            14);
  EXPECT_EQ(Estimate(R"({"prompt":"abcdefghijklmnopqr"})"), 5);
}

TEST(CountTokens, EstimatesAnAnswer) {
  EXPECT_EQ(EstimateOutputTokens(0), 0);
  EXPECT_EQ(EstimateOutputTokens(1), 1);
  EXPECT_EQ(EstimateOutputTokens(36), 10);
}

TEST(CountTokens, AnswersInAnthropicsForm) {
  EXPECT_EQ(CountTokensBody(12), R"({"input_tokens":12})");
}

}  // namespace
}  // namespace farthing::api
