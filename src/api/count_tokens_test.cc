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
  const auto added = [base](std::string_view member) {
    return Estimate("{" + std::string(member) + "}") - base;
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

TEST(CountTokens, AnswersInAnthropicsForm) {
  EXPECT_EQ(CountTokensBody(12), R"({"input_tokens":12})");
}

}  // namespace
}  // namespace farthing::api
