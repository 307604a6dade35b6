#include "lab/mock/sandbox_brain.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace farthing::lab {
namespace {

Answer Ask(std::string_view method, std::string_view target, std::string_view fields,
           std::string_view body) {
  const std::string bytes = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\n" +
                            std::string(fields) + "\r\n";
  Head head;
  size_t size = 0;
  EXPECT_EQ(ParseHead(bytes, &head, &size), HeadState::kComplete);
  const FakeClock clock;
  return SandboxBrain(clock)({head, bytes, body});
}

constexpr std::string_view kChat = R"({"model":"m","messages":[{"role":"user","content":"hi"}]})";

TEST(SandboxBrain, ADeploymentsPathMeansThePlainOne) {
  const Answer plain = Ask("POST", "/v1/chat/completions", "", kChat);
  EXPECT_EQ(plain.status, 200);
  EXPECT_NE(plain.body.find("chat.completion"), std::string::npos);
  const Answer azure =
      Ask("POST", "/openai/deployments/d/chat/completions?api-version=1", "", kChat);
  EXPECT_EQ(azure.body, plain.body);
}

TEST(SandboxBrain, ModelListsSpeakTheCallersDialect) {
  EXPECT_EQ(Ask("GET", "/v1/models", "", "").body.find("has_more"), std::string::npos);
  const Answer anthropic = Ask("GET", "/v1/models", "anthropic-version: 2023-06-01\r\n", "");
  EXPECT_NE(anthropic.body.find("has_more"), std::string::npos);
}

TEST(SandboxBrain, MistakesAreErrorsOfTheDialect) {
  const Answer openai = Ask("POST", "/v1/chat/completions", "", "{}");
  EXPECT_EQ(openai.status, 400);
  EXPECT_TRUE(openai.body.starts_with(R"({"error":)")) << openai.body;
  const Answer anthropic = Ask("POST", "/v1/messages", "", "{}");
  EXPECT_EQ(anthropic.status, 400);
  EXPECT_TRUE(anthropic.body.starts_with(R"({"type":"error")")) << anthropic.body;
}

}  // namespace
}  // namespace farthing::lab
