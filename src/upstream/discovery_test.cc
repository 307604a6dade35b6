#include "upstream/discovery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "upstream/provider.h"

namespace farthing::upstream {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

TEST(ModelList, OpenAIAndVllm) {
  EXPECT_THAT(ParseModelList(R"({"object":"list","data":[
      {"id":"gpt-5","object":"model","created":1,"owned_by":"openai"},
      {"id":"meta-llama/Llama-3.1-8B","object":"model","max_model_len":8192,"permission":[]},
      {"id":"gpt-5","object":"model"}]})")
                  .value(),
              ElementsAre("gpt-5", "meta-llama/Llama-3.1-8B"));
}

TEST(ModelList, Anthropic) {
  EXPECT_THAT(ParseModelList(R"({"data":[{"type":"model","id":"claude-opus-5",
      "display_name":"Claude Opus 5","created_at":"2026-01-01T00:00:00Z"}],
      "has_more":false,"first_id":"claude-opus-5","last_id":"claude-opus-5"})")
                  .value(),
              ElementsAre("claude-opus-5"));
}

TEST(ModelList, LlamaCppHasTwoListsOfTheSame) {
  EXPECT_THAT(ParseModelList(R"({"models":[{"name":"qwen.gguf","model":"qwen.gguf"}],
      "object":"list","data":[{"id":"qwen.gguf","meta":{"n_ctx_train":32768}}]})")
                  .value(),
              ElementsAre("qwen.gguf"));
}

TEST(ModelList, OllamaOldAndNew) {
  EXPECT_THAT(ParseModelList(R"({"object":"list","data":[{"id":"llama3.2:latest"}]})").value(),
              ElementsAre("llama3.2:latest"));
  EXPECT_THAT(ParseModelList(R"({"models":[{"name":"llama3.2:latest"}]})").value(),
              ElementsAre("llama3.2:latest"));
  EXPECT_THAT(ParseModelList(R"({"object":"list","data":null})").has_value(), false);
}

TEST(ModelList, GeminiAndTogether) {
  EXPECT_THAT(ParseModelList(R"({"data":[{"id":"models/gemini-2.5-flash"}]})").value(),
              ElementsAre("gemini-2.5-flash"));
  EXPECT_THAT(ParseModelList(R"([{"id":"org/model"}])").value(), ElementsAre("org/model"));
}

TEST(ModelList, NamesThatCouldNotBeAskedForAreLeftOut) {
  EXPECT_THAT(
      ParseModelList(R"({"data":[{"id":""},{"id":"a b"},{"id":"a\nb"},{"x":1},7,"ok"]})").value(),
      ElementsAre("ok"));
  EXPECT_THAT(ParseModelList(R"({"data":[]})").value(), IsEmpty());
}

TEST(ModelList, AWebServerIsNoModelServer) {
  EXPECT_FALSE(ParseModelList("<html></html>"));
  EXPECT_FALSE(ParseModelList(R"({"status":"ok"})"));
  EXPECT_FALSE(ParseModelList(""));
  EXPECT_FALSE(ParseModelList("7"));
}

TEST(Discovery, LooksOnTheUsualPorts) {
  std::vector<uint16_t> ports;
  for (const config::Provider& server : LocalServers()) {
    const Provider provider = Provider::Make(server).value();
    EXPECT_EQ(provider.origin().host, "127.0.0.1");
    EXPECT_TRUE(provider.Supports(api::Operation::kListModels));
    ports.push_back(provider.origin().port);
  }
  EXPECT_THAT(ports, IsSupersetOf({8000, 11434, 8080}));
}

}  // namespace
}  // namespace farthing::upstream
