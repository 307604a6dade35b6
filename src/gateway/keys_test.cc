#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/test_rig.h"

// Who may come in, and what those without the right are told, in the dialect they speak.
namespace farthing::gateway::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kBearer = "authorization: Bearer app-secret\r\n";
constexpr std::string_view kXApiKey = "x-api-key: app-secret\r\n";

std::string Yaml(const ScriptedProvider& provider) {
  return "providers:\n" + provider.Line("p", "models: [small, large]") +
         "tiers: { 1: [p/small], 3: [p/large] }\n"
         "keys:\n"
         "  - { name: app, tenant: acme, secret: app-secret, models: [p/small, tier1] }\n"
         "  - { name: narrow, secret: narrow-secret, routes: [support] }\n"
         "routes:\n"
         "  - { name: support, match: { header: { x-app: support } } }\n"
         "  - { name: rest }\n";
}

class Keys : public ::testing::Test {
 protected:
  // What the gateway answers that lets the request through.
  int StatusOfLet(std::string_view body, std::string_view headers) {
    Peer caller = gateway_.Connect();
    caller.Send(HttpRequest("POST", "/v1/chat/completions", body, headers));
    ProviderCall call = provider_.Take();
    call.Answer(200, kOpenAIAnswer);
    return caller.ReadAnswer().status;
  }

  ScriptedProvider provider_;
  TestGateway gateway_{Yaml(provider_)};
};

TEST_F(Keys, NoKeyIs401InTheCallersDialect) {
  const Answer openai = gateway_.Post("/v1/chat/completions", ChatBody("p/small"));
  EXPECT_EQ(openai.status, 401);
  EXPECT_THAT(openai.body, AllOf(HasSubstr(R"({"error":{"message":")"),
                                 HasSubstr(R"("code":"invalid_api_key")")));
  const Answer anthropic = gateway_.Post("/v1/messages", ChatBody("p/small"));
  EXPECT_EQ(anthropic.status, 401);
  EXPECT_THAT(anthropic.body, HasSubstr(R"("type":"authentication_error")"));
  EXPECT_THAT(anthropic.body, HasSubstr(R"("type":"error")"));
  EXPECT_FALSE(provider_.IsCalled());
}

TEST_F(Keys, AWrongKeyIs401AndNeverRepeated) {
  const Answer answer = gateway_.Post("/v1/chat/completions", ChatBody("p/small"),
                                      "authorization: Bearer guessed-secret\r\n");
  EXPECT_EQ(answer.status, 401);
  EXPECT_THAT(answer.body, Not(HasSubstr("guessed-secret")));
  EXPECT_THAT(gateway_.log(), Not(HasSubstr("guessed-secret")));
}

TEST_F(Keys, EitherHeaderDoesInEitherDialect) {
  EXPECT_EQ(StatusOfLet(ChatBody("p/small"), kBearer), 200);
  EXPECT_EQ(StatusOfLet(ChatBody("p/small"), kXApiKey), 200);
}

TEST_F(Keys, AModelBeyondTheKeyIs403) {
  const Answer openai = gateway_.Post("/v1/chat/completions", ChatBody("p/large"), kBearer);
  EXPECT_EQ(openai.status, 403);
  EXPECT_THAT(openai.body, HasSubstr("may not use the model"));
  const Answer anthropic = gateway_.Post("/v1/messages", ChatBody("p/large"), kXApiKey);
  EXPECT_EQ(anthropic.status, 403);
  EXPECT_THAT(anthropic.body, HasSubstr(R"("type":"permission_error")"));
}

TEST_F(Keys, ATierHeaderGivesNoMoreRightsThanTheTiersName) {
  EXPECT_EQ(StatusOfLet(ChatBody("p/small"), std::string(kBearer) + "x-farthing-tier: 1\r\n"), 200);
  const Answer answer = gateway_.Post("/v1/chat/completions", ChatBody("p/small"),
                                      std::string(kBearer) + "x-farthing-tier: 3\r\n");
  EXPECT_EQ(answer.status, 403);
  EXPECT_FALSE(provider_.IsCalled());
}

TEST_F(Keys, AProviderHeaderGivesNoMoreRightsThanTheModelsName) {
  const std::string header = std::string(kBearer) + "x-farthing-provider: p\r\n";
  EXPECT_EQ(gateway_.Post("/v1/responses", R"({"model":"large"})", header).status, 403);
  EXPECT_EQ(gateway_.Get("/v1/files", header).status, 403);
}

TEST_F(Keys, ARouteBeyondTheKeyIs403) {
  const std::string key = "authorization: Bearer narrow-secret\r\n";
  EXPECT_EQ(gateway_.Post("/v1/chat/completions", ChatBody("p/small"), key).status, 403);
  EXPECT_EQ(
      gateway_.Post("/v1/chat/completions", ChatBody("p/small"), key + "x-farthing-route: rest\r\n")
          .status,
      403);
  EXPECT_EQ(StatusOfLet(ChatBody("p/small"), key + "x-app: support\r\n"), 200);
  EXPECT_EQ(StatusOfLet(ChatBody("p/small"), key + "x-farthing-route: support\r\n"), 200);
}

// A route's fallback gives a key no model that it may not use, and takes none from it.
TEST(KeysWithFallback, OnlyAllowedModelsAreFallenBackTo) {
  ScriptedProvider first, second;
  TestGateway gateway("providers:\n" + first.Line("p") + second.Line("q", "models: [n]") +
                      "retry: { max_attempts: 3, backoff: 0s }\n"
                      "keys: [{ name: app, secret: app-secret, models: [p/m] }]\n"
                      "routes: [{ name: r, fallback: [q/n] }]\n");
  for (const char* model : {"p/m", "m"}) {
    Peer caller = gateway.Connect();
    caller.Send(HttpRequest("POST", "/v1/chat/completions", ChatBody(model), kBearer));
    first.Take().Answer(404, R"({"error":{"message":"gone"}})", "connection: close\r\n");
    EXPECT_EQ(caller.ReadAnswer().status, 404) << model;
    EXPECT_FALSE(second.IsCalled());
  }
}

TEST(KeysWithRoutes, ARequestThatMatchesNoneIs403) {
  ScriptedProvider provider;
  TestGateway gateway("providers:\n" + provider.Line("p") +
                      "keys: [{ name: app, secret: app-secret, routes: [r] }]\n"
                      "routes: [{ name: r, match: { header: { x-app: y } } }]\n");
  const Answer answer = gateway.Post("/v1/chat/completions", ChatBody("p/m"), kBearer);
  EXPECT_EQ(answer.status, 403);
  EXPECT_FALSE(provider.IsCalled());
}

TEST_F(Keys, UnknownNamesAre404InTheCallersDialect) {
  const Answer openai = gateway_.Post("/v1/chat/completions", ChatBody("p"), kBearer);
  EXPECT_EQ(openai.status, 404);
  EXPECT_THAT(openai.body,
              AllOf(HasSubstr(R"("code":"model_not_found")"), HasSubstr(R"("param":"model")")));
  const Answer anthropic = gateway_.Post("/v1/messages", ChatBody("nowhere/m"), kXApiKey);
  EXPECT_EQ(anthropic.status, 404);
  EXPECT_THAT(anthropic.body, HasSubstr(R"("type":"not_found_error")"));
  const Answer route = gateway_.Post("/v1/chat/completions", ChatBody("p/small"),
                                     std::string(kBearer) + "x-farthing-route: gone\r\n");
  EXPECT_EQ(route.status, 404);
  EXPECT_THAT(route.body, HasSubstr(R"("code":"route_not_found")"));
  const Answer automatic = gateway_.Post("/v1/chat/completions", ChatBody("auto"), kBearer);
  EXPECT_EQ(automatic.status, 404);
  EXPECT_THAT(automatic.body, HasSubstr("tier1"));
}

TEST_F(Keys, BadHeadersAre400) {
  for (const char* header : {"x-farthing-tier: 4\r\n", "x-farthing-tier: one\r\n",
                             "x-farthing-timeout-ms: 0\r\n", "x-farthing-timeout-ms: soon\r\n"}) {
    const Answer answer =
        gateway_.Post("/v1/chat/completions", ChatBody("p/small"), std::string(kBearer) + header);
    EXPECT_TRUE(answer.status == 400) << header << answer.status;
  }
}

TEST_F(Keys, AKeySeesOnlyItsModels) {
  const Answer list = gateway_.Get("/v1/models", kBearer);
  EXPECT_EQ(list.status, 200);
  EXPECT_THAT(list.body, AllOf(HasSubstr(R"("p/small")"), Not(HasSubstr(R"("p/large")"))));
  EXPECT_EQ(gateway_.Get("/v1/models/p/small", kBearer).status, 200);
  EXPECT_EQ(gateway_.Get("/v1/models/p%2Fsmall", kBearer).status, 200);
  EXPECT_EQ(gateway_.Get("/v1/models/p/large", kBearer).status, 403);
  EXPECT_EQ(gateway_.Get("/v1/models/nothing", kBearer).status, 404);
  EXPECT_EQ(gateway_.Get("/v1/models").status, 401);
}

TEST_F(Keys, ProbesAndMetricsAreOpenAndAdminHasItsToken) {
  EXPECT_EQ(gateway_.Get("/health/live").status, 200);
  EXPECT_EQ(gateway_.Get("/health/ready").status, 200);
  EXPECT_EQ(gateway_.Get("/metrics").status, 200);
  EXPECT_EQ(gateway_.Get("/admin/v1/live").status, 401);
  EXPECT_EQ(gateway_.Get("/admin/v1/live", kBearer).status, 401);
  EXPECT_EQ(gateway_.Get("/admin/v1/guess", kBearer).status, 401);
  EXPECT_EQ(gateway_.Get("/admin/v1/guess", "x-api-key: admin-secret\r\n").status, 404);
  EXPECT_EQ(gateway_.Get("/admin/v1/live", "authorization: Bearer admin-secret\r\n").status, 200);
  EXPECT_EQ(gateway_.Get("/admin/v1/live", "x-api-key: admin-secret\r\n").status, 200);
}

TEST_F(Keys, ARefusedRequestLeavesTheConnectionInOrder) {
  Peer caller = gateway_.Connect();
  EXPECT_EQ(caller.Ask(HttpRequest("POST", "/v1/chat/completions", ChatBody("p/small"))).status,
            401);
  EXPECT_EQ(caller.Ask(HttpRequest("GET", "/v1/models", {}, kBearer)).status, 200);
}

TEST_F(Keys, TheAnswerSaysWhichMethodsAPathTakes) {
  const Answer answer = gateway_.Get("/v1/chat/completions", kBearer);
  EXPECT_EQ(answer.status, 405);
  EXPECT_THAT(answer.head, HasSubstr("\r\nallow: post\r\n"));
}

}  // namespace
}  // namespace farthing::gateway::test
