#include "upstream/provider.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farthing::upstream {
namespace {

using api::Operation;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// Completes the settings by their preset, as loading a configuration does.
Provider Make(config::Provider settings) {
  if (settings.preset.empty() && settings.base_url.empty()) settings.preset = settings.name;
  if (const config::Preset* preset = config::FindPreset(settings.preset)) {
    settings.dialect = preset->dialect;
    if (settings.base_url.empty()) settings.base_url = preset->base_url;
  }
  Result<Provider> provider = Provider::Make(settings);
  EXPECT_TRUE(provider.has_value()) << (provider ? "" : provider.error().message);
  return std::move(provider.value());
}

std::string Head(const Provider& provider, Operation operation, std::string_view model = "m",
                 uint32_t key = 0) {
  std::string head;
  provider.AppendHead(operation, model, key, &head);
  return head;
}

std::string PassThrough(const Provider& provider, std::string_view target) {
  std::string head;
  provider.AppendPassThroughHead("POST", target, 0, &head);
  return head;
}

std::string WhyNot(const config::Provider& settings) {
  const Result<Provider> provider = Provider::Make(settings);
  return provider ? "it was made" : provider.error().message;
}

TEST(Provider, OpenAIsHeadIsComplete) {
  const Provider provider =
      Make({.name = "openai", .dialect = api::Dialect::kOpenAI, .api_keys = {"sk-1", "sk-2"}});
  EXPECT_EQ(Head(provider, Operation::kChat, "gpt-5", 1),
            "POST /v1/chat/completions HTTP/1.1\r\n"
            "host: api.openai.com\r\n"
            "user-agent: farthing\r\n"
            "accept-encoding: identity\r\n"
            "authorization: Bearer sk-2\r\n"
            "content-type: application/json\r\n");
  EXPECT_EQ(provider.key_slots(), 2u);
  EXPECT_EQ(provider.origin(), (Origin{Scheme::kHttps, "api.openai.com", 443}));
  EXPECT_TRUE(provider.openai_traits().max_completion_tokens);
  EXPECT_THAT(Head(provider, Operation::kListModels),
              AllOf(StartsWith("GET /v1/models HTTP/1.1\r\n"), Not(HasSubstr("content-type"))));
  EXPECT_FALSE(provider.Supports(Operation::kCountTokens));
}

TEST(Provider, AnthropicTakesItsOwnHeadersAndPaths) {
  const Provider provider = Make({.name = "anthropic", .api_keys = {"sk-ant"}});
  EXPECT_EQ(provider.dialect(), api::Dialect::kAnthropic);
  EXPECT_THAT(
      Head(provider, Operation::kChat),
      AllOf(StartsWith("POST /v1/messages HTTP/1.1\r\n"), HasSubstr("\r\nx-api-key: sk-ant\r\n"),
            HasSubstr("\r\nanthropic-version: 2023-06-01\r\n"), Not(HasSubstr("authorization"))));
  EXPECT_THAT(Head(provider, Operation::kCountTokens),
              StartsWith("POST /v1/messages/count_tokens HTTP/1.1\r\n"));
  EXPECT_FALSE(provider.Supports(Operation::kEmbeddings));
}

TEST(Provider, ATrailingV1OfAnAnthropicBaseIsTolerated) {
  for (const char* url :
       {"http://127.0.0.1:9", "http://127.0.0.1:9/v1", "http://127.0.0.1:9/v1/"}) {
    const Provider provider = Make(
        {.name = "a", .dialect = api::Dialect::kAnthropic, .base_url = url, .api_keys = {"k"}});
    EXPECT_THAT(Head(provider, Operation::kChat), StartsWith("POST /v1/messages HTTP/1.1\r\n"));
    EXPECT_THAT(Head(provider, Operation::kChat), HasSubstr("x-api-key: k\r\n"));
    EXPECT_TRUE(provider.Supports(Operation::kCountTokens));
  }
}

TEST(Provider, ABareBaseUrlNeedsNoKey) {
  const Provider provider = Make({.name = "local", .base_url = "http://127.0.0.1:8000/v1"});
  EXPECT_EQ(provider.key_slots(), 1u);
  EXPECT_THAT(Head(provider, Operation::kEmbeddings),
              AllOf(StartsWith("POST /v1/embeddings HTTP/1.1\r\nhost: 127.0.0.1:8000\r\n"),
                    Not(HasSubstr("authorization"))));
  EXPECT_FALSE(provider.openai_traits().max_completion_tokens);
  EXPECT_EQ(provider.openai_traits().reasoning_history, api::ReasoningHistory::kBlocks);
}

TEST(Provider, AzureNamesTheDeploymentInThePath) {
  const Provider provider = Make({.name = "azure",
                                  .preset = "azure",
                                  .base_url = "https://me.openai.azure.com",
                                  .api_keys = {"k"},
                                  .api_version = "2025-01-01",
                                  .deployments = {{"gpt-5", "my-gpt"}}});
  EXPECT_THAT(Head(provider, Operation::kChat, "gpt-5"),
              AllOf(StartsWith("POST /openai/deployments/my-gpt/chat/completions"
                               "?api-version=2025-01-01 HTTP/1.1\r\n"),
                    HasSubstr("\r\napi-key: k\r\n")));
  EXPECT_THAT(Head(provider, Operation::kEmbeddings, "embed"),
              StartsWith("POST /openai/deployments/embed/embeddings?"));
  EXPECT_THAT(PassThrough(provider, "/v1/responses?x=1"),
              StartsWith("POST /openai/v1/responses?x=1 HTTP/1.1\r\n"));
  EXPECT_THAT(provider.models(), ElementsAre("gpt-5"));
  EXPECT_FALSE(provider.Supports(Operation::kListModels));
}

TEST(Provider, AModelsNameCannotLeaveTheDeploymentsPath) {
  const Provider provider = Make({.name = "azure", .preset = "azure", .base_url = "https://a"});
  EXPECT_THAT(Head(provider, Operation::kChat, "../x?y HTTP/1.1\r\nhost: evil"),
              StartsWith("POST /openai/deployments/..%2Fx%3Fy%20HTTP%2F1.1%0D%0Ahost%3A%20evil/"));
}

TEST(Provider, PassThroughReplacesTheCallersV1) {
  EXPECT_THAT(
      PassThrough(Make({.name = "groq", .preset = "groq"}), "/v1/responses"),
      AllOf(StartsWith("POST /openai/v1/responses HTTP/1.1\r\n"), Not(HasSubstr("content-type"))));
  EXPECT_THAT(PassThrough(Make({.name = "anthropic"}), "/v1/messages/batches?limit=2"),
              StartsWith("POST /v1/messages/batches?limit=2 HTTP/1.1\r\n"));
}

TEST(Provider, ConfiguredHeadersReplaceOursAndAreLowerCase) {
  const Provider provider = Make({.name = "openai",
                                  .api_keys = {"k"},
                                  .headers = {{"OpenAI-Project", "p"}, {"User-Agent", "me"}}});
  EXPECT_THAT(Head(provider, Operation::kChat),
              AllOf(HasSubstr("\r\nopenai-project: p\r\n"), HasSubstr("\r\nuser-agent: me\r\n"),
                    Not(HasSubstr("user-agent: farthing"))));
}

TEST(Provider, BehindAProxyPlainRequestsTakeTheAbsoluteForm) {
  const Provider plain = Make({.name = "local",
                               .base_url = "http://gpu.internal:8000/v1",
                               .proxy = "http://me:pw@proxy:3128"});
  EXPECT_THAT(Head(plain, Operation::kChat),
              AllOf(StartsWith("POST http://gpu.internal:8000/v1/chat/completions HTTP/1.1\r\n"),
                    HasSubstr("\r\nproxy-authorization: Basic bWU6cHc=\r\n")));
  const Provider tls = Make({.name = "openai", .proxy = "http://me:pw@proxy:3128"});
  EXPECT_THAT(Head(tls, Operation::kChat),
              AllOf(StartsWith("POST /v1/chat/completions "), Not(HasSubstr("proxy-auth"))));
  EXPECT_EQ(tls.proxy_authorization(), "Basic bWU6cHc=");
  EXPECT_EQ(tls.proxy()->origin.host, "proxy");
}

TEST(Provider, TheSandboxNeedsNothing) {
  const Provider provider = Make({.name = "sandbox"});
  EXPECT_TRUE(provider.is_in_process());
  EXPECT_THAT(provider.models(), ElementsAre("small", "medium", "large", "sandbox"));
}

TEST(Provider, TheSandboxNeedsNothingInAnthropicsDialectEither) {
  const Result<Provider> provider =
      Provider::Make({.name = "mine", .preset = "sandbox", .dialect = api::Dialect::kAnthropic});
  ASSERT_TRUE(provider) << provider.error().message;
  EXPECT_TRUE(provider->is_in_process());
  EXPECT_EQ(provider->dialect(), api::Dialect::kAnthropic);
  EXPECT_FALSE(provider->Supports(Operation::kEmbeddings));
}

TEST(Provider, TheCallersVersionGoesBeforeTheDefaultAndAConfiguredOneBeforeBoth) {
  const auto head = [](const Provider& provider, std::string_view version) {
    std::string text;
    provider.AppendHead(Operation::kChat, "m", 0, &text, version);
    return text;
  };
  const Provider plain = Make({.name = "anthropic", .api_keys = {"k"}});
  EXPECT_THAT(head(plain, ""), HasSubstr("\r\nanthropic-version: 2023-06-01\r\n"));
  EXPECT_THAT(head(plain, "2026-10-21"), AllOf(HasSubstr("\r\nanthropic-version: 2026-10-21\r\n"),
                                               Not(HasSubstr("2023-06-01"))));
  const Provider set = Make(
      {.name = "anthropic", .api_keys = {"k"}, .headers = {{"Anthropic-Version", "2024-01-01"}}});
  EXPECT_THAT(head(set, "2026-10-21"), AllOf(HasSubstr("\r\nanthropic-version: 2024-01-01\r\n"),
                                             Not(HasSubstr("2026-10-21"))));
  EXPECT_THAT(head(Make({.name = "ollama"}), "2026-10-21"), Not(HasSubstr("anthropic")));
}

TEST(Provider, SaysWhatIsWrong) {
  EXPECT_THAT(WhyNot({.name = "x", .base_url = "localhost:8000"}),
              StartsWith("provider x: base_url: "));
  EXPECT_THAT(WhyNot({.name = "x", .base_url = "http://a", .proxy = "socks5://b"}),
              StartsWith("provider x: proxy: "));
}

TEST(Provider, EveryPresetThatKnowsItsUrlIsUsable) {
  for (const config::Preset& preset : config::Presets()) {
    if (preset.base_url.empty()) continue;
    const Provider provider = Make(
        {.name = std::string(preset.name), .preset = std::string(preset.name), .api_keys = {"k"}});
    EXPECT_TRUE(provider.Supports(Operation::kChat)) << preset.name;
    EXPECT_THAT(Head(provider, Operation::kChat), HasSubstr("host: ")) << preset.name;
  }
}

}  // namespace
}  // namespace farthing::upstream
