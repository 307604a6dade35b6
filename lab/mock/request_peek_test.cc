#include "lab/mock/request_peek.h"

#include <gtest/gtest.h>

#include <string>

namespace farthing::lab {
namespace {

TEST(RequestPeek, ReadsTheBodysOwnMembers) {
  const RequestPeek peek = PeekRequest(
      R"({"messages":[{"content":"say \"stream\": true {\\"}],"model":"a/b","stream": true,)"
      R"("stream_options":{"include_usage": true}})");
  EXPECT_EQ(peek.model, "a/b");
  EXPECT_TRUE(peek.stream);
  EXPECT_TRUE(peek.include_usage);
}

TEST(RequestPeek, TextThatSpeaksOfAMemberIsNone) {
  const RequestPeek peek =
      PeekRequest(R"({"model":"m","x":"\"stream\":true","y":{"stream":true}})");
  EXPECT_FALSE(peek.stream);
  EXPECT_FALSE(peek.include_usage);
}

TEST(RequestPeek, FindsMarksAndTheLastOrdersCount) {
  const RequestPeek peek = PeekRequest(
      R"({"model":"m","messages":[{"content":"~mock:fault=cut~"},{"content":"~nonce:0af~ ~ ~mock:status=429~"}]})");
  EXPECT_EQ(peek.nonce, "0af");
  EXPECT_EQ(peek.orders, "status=429");
}

TEST(RequestPeek, OrdersMayHoldAWholeUsage) {
  const std::string orders = "usage=" + std::string(8000, 'a');
  EXPECT_EQ(PeekRequest(R"({"prompt":"~mock:)" + orders + R"(~"})").orders, orders);
}

TEST(RequestPeek, AFaultInTheModelsName) {
  EXPECT_EQ(PeekRequest(R"({"model":"mock-fault-reset-head"})").fault, "reset-head");
  EXPECT_EQ(PeekRequest(R"({"model":"up/mock-fault-429"})").fault, "429");
  EXPECT_EQ(PeekRequest(R"({"model":"gpt"})").fault, "");
}

TEST(RequestPeek, EveryPrefixOfABodyIsSafe) {
  const std::string_view whole =
      R"({"model":"m\\","messages":[{"content":"a\"~mock:delay=1s~"}],"stream":true})";
  for (size_t i = 0; i < whole.size(); ++i) {
    const std::string prefix(whole.substr(0, i));
    EXPECT_FALSE(PeekRequest(prefix).stream && i < whole.size() - 5) << i;
  }
}

}  // namespace
}  // namespace farthing::lab
