#include "gateway/gateway.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "gateway/test_rig.h"

// The life of a gateway: load, drain, reload, and what it says of itself.
namespace farthing::gateway::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kChat = "/v1/chat/completions";
constexpr std::string_view kAdmin = "authorization: Bearer admin-secret\r\n";

Peer Begin(TestGateway& gateway, std::string_view more = {}) {
  Peer caller = gateway.Connect();
  caller.Send(HttpRequest("POST", kChat, ChatBody("p/m", more)));
  return caller;
}

TEST(Overload, OneTooManyIsShedAtOnce) {
  ScriptedProvider provider;
  TestGateway gateway("providers:\n" + provider.Line("p") +
                      "server: { max_requests_in_flight: 1 }\n");
  Peer first = Begin(gateway);
  ProviderCall call = provider.Take();
  const Answer shed = gateway.Post(kChat, ChatBody("p/m"));
  EXPECT_EQ(shed.status, 503);
  EXPECT_THAT(shed.head, HasSubstr("\r\nretry-after: 1\r\n"));
  EXPECT_THAT(gateway.Post("/v1/messages", ChatBody("p/m")).body,
              HasSubstr(R"("type":"overloaded_error")"));
  EXPECT_EQ(gateway.Metric("farthing_shed_total", "in_flight"), 2);
  call.Answer(200, kOpenAIAnswer);
  EXPECT_EQ(first.ReadAnswer().status, 200);
  Peer next = Begin(gateway);
  ASSERT_TRUE(call.Next());
  call.Answer(200, kOpenAIAnswer);
  EXPECT_EQ(next.ReadAnswer().status, 200);
}

// Callers spread unevenly over the workers; the limit is of all of them together.
TEST(Overload, TheLimitIsOfAllWorkersTogether) {
  ScriptedProvider provider;
  TestGateway gateway("workers: 4\nproviders:\n" + provider.Line("p") +
                      "server: { max_requests_in_flight: 4 }\n");
  std::vector<Peer> callers;
  std::vector<ProviderCall> calls;
  for (int i = 0; i < 4; ++i) {
    callers.push_back(Begin(gateway));
    calls.push_back(provider.Take());
  }
  EXPECT_EQ(gateway.Post(kChat, ChatBody("p/m")).status, 503);
  for (ProviderCall& call : calls) call.Answer(200, kOpenAIAnswer);
  for (Peer& caller : callers) EXPECT_EQ(caller.ReadAnswer().status, 200);
}

// What cannot even be read is refused in the caller's dialect, with an id to ask about.
TEST(Refusals, HaveTheCallersDialectAndAnId) {
  ScriptedProvider provider;
  TestGateway gateway("providers:\n" + provider.Line("p") + "server: { max_header: 1KiB }\n");
  const Answer answer = gateway.Get("/v1/messages", "x: " + std::string(2000, 'x') + "\r\n");
  EXPECT_EQ(answer.status, 431);
  EXPECT_THAT(answer.head, HasSubstr("\r\nx-farthing-request-id: req_"));
  EXPECT_THAT(answer.head, HasSubstr("\r\nrequest-id: req_"));
  EXPECT_THAT(answer.body, AllOf(HasSubstr(R"("type":"error")"), HasSubstr("server.max_header"),
                                 HasSubstr(R"("request_id":"req_)")));
}

// Our own limit of connections is not the provider's failure.
TEST(Overload, TooFewConnectionsOpenNoBreaker) {
  ScriptedProvider provider;
  TestGateway gateway("providers:\n" + provider.Line("p", "models: [m], max_connections: 1") +
                      "retry: { max_attempts: 1 }\nbreaker: { failures: 2 }\n");
  Peer first = Begin(gateway);
  ProviderCall call = provider.Take();
  for (int i = 0; i < 4; ++i) EXPECT_EQ(gateway.Post(kChat, ChatBody("p/m")).status, 503);
  EXPECT_EQ(gateway.Metric("farthing_breaker_state"), 0);
  call.Answer(200, kOpenAIAnswer);
  EXPECT_EQ(first.ReadAnswer().status, 200);
}

TEST(Drain, RunningStreamsAreFinishedAndNoMoreIsTaken) {
  ScriptedProvider provider;
  TestGateway gateway("providers:\n" + provider.Line("p"));
  Peer caller = Begin(gateway, R"(,"stream":true)");
  ProviderCall call = provider.Take();
  call.StartStream();
  call.Chunk(TextEvent("a"));
  caller.ReceiveTo("\n\n\r\n");
  Peer idle = gateway.Connect();
  EXPECT_EQ(idle.Ask(HttpRequest("GET", "/health/ready")).status, 200);
  std::future<void> stopped = std::async(std::launch::async, [&] { gateway->Stop(); });
  EXPECT_TRUE(idle.AtEnd());  // the drain has begun
  EXPECT_TRUE(gateway.Connect().AtEnd());
  call.Chunk(std::string(kStopEvent) + std::string(kDone));
  call.EndStream();
  EXPECT_THAT(caller.ReceiveAll(), HasSubstr("[DONE]"));
  EXPECT_EQ(stopped.wait_for(kPatience), std::future_status::ready);
}

TEST(Drain, WhatTakesTooLongIsCut) {
  ScriptedProvider provider;
  TestGateway gateway("providers:\n" + provider.Line("p") + "server: { drain: 5s }\n");
  Peer caller = Begin(gateway, R"(,"stream":true)");
  ProviderCall call = provider.Take();
  call.StartStream();
  call.Chunk(TextEvent("a"));
  caller.ReceiveTo("\n\n\r\n");
  Peer idle = gateway.Connect();
  EXPECT_EQ(idle.Ask(HttpRequest("GET", "/health/live")).status, 200);
  std::future<void> stopped = std::async(std::launch::async, [&] { gateway->Stop(); });
  EXPECT_TRUE(idle.AtEnd());
  gateway.clock().Advance(std::chrono::seconds(6));
  call.Chunk(TextEvent("b"));  // bytes make the worker look at its clock
  EXPECT_TRUE(call.peer.AtEnd());
  EXPECT_THAT(caller.ReceiveAll(), Not(HasSubstr("[DONE]")));
  EXPECT_EQ(stopped.wait_for(kPatience), std::future_status::ready);
}

class Reloading : public ::testing::Test {
 protected:
  std::string Yaml(std::string_view more) const {
    return "providers:\n" + provider_.Line("p") + std::string(more);
  }
  ScriptedProvider provider_;
  TestGateway gateway_{Yaml("")};
};

TEST_F(Reloading, ANewConfigurationCountsForTheNextRequest) {
  EXPECT_EQ(gateway_.Post(kChat, ChatBody("fast")).status, 404);
  ASSERT_TRUE(gateway_.Reload(Yaml("aliases: { fast: p/m }\n")));
  Peer caller = gateway_.Connect();
  caller.Send(HttpRequest("POST", kChat, ChatBody("fast")));
  provider_.Take().Answer(200, kOpenAIAnswer);
  EXPECT_EQ(caller.ReadAnswer().status, 200);
  EXPECT_EQ(gateway_.Metric("farthing_config_reloads_total", "success"), 1);
}

TEST_F(Reloading, ABrokenConfigurationChangesNothing) {
  ASSERT_TRUE(gateway_.Reload(Yaml("aliases: { fast: p/m }\n")));
  for (const std::string& broken :
       {std::string("providers: ["), Yaml("aliasses: { other: p/m }\n"),
        Yaml("") + "  q: { base_url: \"https://x.example/v1\", ca_file: /nowhere/ca.pem }\n"}) {
    const Status reloaded = gateway_.Reload(broken);
    ASSERT_FALSE(reloaded) << broken;
    EXPECT_FALSE(reloaded.error().message.empty());
  }
  Peer caller = gateway_.Connect();
  caller.Send(HttpRequest("POST", kChat, ChatBody("fast")));
  provider_.Take().Answer(200, kOpenAIAnswer);
  EXPECT_EQ(caller.ReadAnswer().status, 200);
  EXPECT_EQ(gateway_.Metric("farthing_config_reloads_total", "failure"), 3);
}

TEST_F(Reloading, ARunningRequestKeepsWhatItBeganWith) {
  Peer caller = Begin(gateway_, R"(,"stream":true)");
  ProviderCall call = provider_.Take();
  call.StartStream();
  call.Chunk(TextEvent("a"));
  caller.ReceiveTo("\n\n\r\n");
  ScriptedProvider other;
  ASSERT_TRUE(gateway_.Reload("providers:\n" + other.Line("q")));
  EXPECT_EQ(gateway_.Post(kChat, ChatBody("p/m")).status, 404);
  call.Chunk(std::string(kStopEvent) + std::string(kUsageEvent) + std::string(kDone));
  call.EndStream();
  EXPECT_EQ(ReadChunk(caller), std::string(kStopEvent) + std::string(kDone));
  EXPECT_EQ(ReadChunk(caller), "");
}

TEST_F(Reloading, TheAdminRouteReloadsAndSaysWhatIsWrong) {
  EXPECT_EQ(gateway_.Ask(HttpRequest("POST", "/admin/v1/reload")).status, 401);
  // The rig's file is empty until a test writes one: there is nothing wrong with that.
  const Answer answer = gateway_.Ask(HttpRequest("POST", "/admin/v1/reload", {}, kAdmin));
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_FALSE(gateway_.Reload("nonsense: 1\n"));
  const Answer wrong = gateway_.Ask(HttpRequest("POST", "/admin/v1/reload", {}, kAdmin));
  EXPECT_EQ(wrong.status, 400);
  EXPECT_THAT(wrong.body, HasSubstr("test.yaml:"));
}

TEST_F(Reloading, BreakersOfUnchangedProvidersOutliveAReload) {
  ASSERT_TRUE(gateway_.Reload(Yaml("breaker: { failures: 1 }\nretry: { max_attempts: 1 }\n")));
  Peer caller = Begin(gateway_);
  provider_.Take().Answer(500, "{}", "connection: close\r\n");
  EXPECT_EQ(caller.ReadAnswer().status, 500);
  ASSERT_TRUE(gateway_.Reload(
      Yaml("breaker: { failures: 1 }\nretry: { max_attempts: 1 }\naliases: { x: p/m }\n")));
  EXPECT_EQ(gateway_.Post(kChat, ChatBody("x")).status, 503);
}

TEST(Seeing, MetricsNameWhatIsServedAndNothingElse) {
  ScriptedProvider provider;
  TestGateway gateway("providers:\n" + provider.Line("p"));
  Peer caller = Begin(gateway);
  ProviderCall call = provider.Take();
  EXPECT_EQ(gateway.Metric("farthing_requests_in_flight"), 1);
  call.Answer(200, kOpenAIAnswer);
  EXPECT_EQ(caller.ReadAnswer().status, 200);
  gateway.Post(kChat, ChatBody("p/made-up-by-a-caller"), "x-farthing-timeout-ms: 1\r\n");
  const std::string text = gateway.Get("/metrics").body;
  for (const char* part :
       {"# TYPE farthing_requests_total counter",
        "farthing_requests_total{operation=\"chat\",dialect=\"openai\",provider=\"p\",model=\"m\","
        "status=\"200\"} 1\n",
        "farthing_attempts_total{provider=\"p\",model=\"m\",outcome=\"ok\"} 1\n",
        "farthing_request_duration_seconds_bucket", "farthing_gateway_time_seconds_count",
        "farthing_upstream_connections{provider=\"p\",state=\"idle\"}", "farthing_build_info",
        "process_resident_memory_bytes"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
  EXPECT_THAT(text, Not(HasSubstr("made-up")));
}

// The part of a request spent waiting for its provider is none of the gateway's time.
TEST(Seeing, GatewayTimeLeavesOutTheProvidersTime) {
  ScriptedProvider provider;
  TestGateway gateway("providers:\n" + provider.Line("p"));
  Peer caller = Begin(gateway);
  ProviderCall call = provider.Take();
  gateway.Pass(std::chrono::seconds(20));
  call.Answer(200, kOpenAIAnswer);
  EXPECT_EQ(caller.ReadAnswer().status, 200);
  EXPECT_GE(gateway.Metric("farthing_request_duration_seconds_sum"), 20);
  EXPECT_LT(gateway.Metric("farthing_gateway_time_seconds_sum"), 1);
}

TEST(Seeing, GaugesFollowConnectionsThatCloseByThemselves) {
  ScriptedProvider provider;
  TestGateway gateway("providers:\n" + provider.Line("p"));
  Peer idle = gateway.Connect();
  EXPECT_EQ(idle.Ask(HttpRequest("GET", "/health/live")).status, 200);
  {
    Peer caller = Begin(gateway);
    ProviderCall call = provider.Take();
    call.Answer(200, kOpenAIAnswer);
    EXPECT_EQ(caller.ReadAnswer().status, 200);
    EXPECT_TRUE(gateway.MetricBecomes("farthing_upstream_connections", "\"idle\"", 1));
  }
  gateway.Pass(std::chrono::seconds(2));
  EXPECT_TRUE(gateway.MetricBecomes("farthing_upstream_connections", "\"idle\"", 0));
  const int64_t with_idle = gateway.Metric("farthing_client_connections");
  idle.Close();
  gateway.Pass(std::chrono::seconds(2));
  EXPECT_TRUE(gateway.MetricBecomes("farthing_client_connections", "", with_idle - 1));
}

TEST(AccessLog, HasALineARequestAndNoPrompt) {
  ScriptedProvider provider;
  TestGateway gateway("providers:\n" + provider.Line("p"), "access.log");
  Peer caller = Begin(gateway);
  provider.Take().Answer(200, kOpenAIAnswer);
  EXPECT_EQ(caller.ReadAnswer().status, 200);
  gateway.Get("/nowhere");
  gateway.Get("/health/live");
  const std::string text = gateway.StopAndReadAccessLog();
  EXPECT_THAT(text, AllOf(HasSubstr(R"("model":"m")"), HasSubstr(R"("status":200)"),
                          HasSubstr(R"("path":"/nowhere")"), HasSubstr("req_")));
  EXPECT_THAT(text, Not(HasSubstr("secret prompt")));
  EXPECT_THAT(text, Not(HasSubstr("/health/live")));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
}

TEST(AccessLog, HasThePromptWhereItIsAskedFor) {
  ScriptedProvider provider;
  TestFolder folder;
  TestGateway gateway("providers:\n" + provider.Line("p") +
                      "access_log: { prompts: true, path: \"" + folder.path + "/log\" }\n");
  Peer caller = Begin(gateway);
  provider.Take().Answer(200, kOpenAIAnswer);
  EXPECT_EQ(caller.ReadAnswer().status, 200);
  gateway.StopAndReadAccessLog();
  const std::string text = ReadFile(folder.path + "/log");
  EXPECT_THAT(text, AllOf(HasSubstr("secret prompt"), HasSubstr("hello")));
}

TEST(Models, AProvidersOwnListIsFetched) {
  ScriptedProvider provider;
  TestGateway gateway("providers:\n" + provider.Line("p", "max_connections: 5"));
  ProviderCall list = provider.Take();
  EXPECT_TRUE(list.head.starts_with("GET /v1/models HTTP/1.1\r\n")) << list.head;
  list.Answer(200, R"({"object":"list","data":[{"id":"found-1"},{"id":"found/2"}]})");
  const auto give_up = std::chrono::steady_clock::now() + kPatience;
  std::string seen;
  while (seen.find("found-1") == seen.npos && std::chrono::steady_clock::now() < give_up) {
    seen = gateway.Get("/v1/models").body;
  }
  EXPECT_THAT(seen, AllOf(HasSubstr(R"("p/found-1")"), HasSubstr(R"("p/found/2")")));
  Peer caller = gateway.Connect();
  caller.Send(HttpRequest("POST", kChat, ChatBody("found-1")));  // by its bare name
  ASSERT_TRUE(list.Next());
  EXPECT_THAT(list.body, HasSubstr(R"("model":"found-1")"));
  list.Answer(200, kOpenAIAnswer);
  EXPECT_EQ(caller.ReadAnswer().status, 200);
}

TEST(Sandbox, AnswersWithoutAProviderInBothDialectsAndSaysWhatItIs) {
  TestGateway gateway(
      "providers: { sandbox: { preset: sandbox } }\ntiers: { 1: [sandbox/small] }\n");
  const Answer openai = gateway.Post(kChat, ChatBody("tier1"));
  EXPECT_EQ(openai.status, 200);
  EXPECT_THAT(openai.head,
              AllOf(HasSubstr("x-farthing-model: sandbox/small"), HasSubstr("x-farthing-tier: 1")));
  EXPECT_THAT(openai.body, HasSubstr("sandbox"));
  EXPECT_EQ(gateway.Post("/v1/messages", ChatBody("sandbox/small")).status, 200);
  EXPECT_EQ(gateway.Post("/v1/embeddings", R"({"model":"sandbox/small","input":"x"})").status, 200);
  EXPECT_EQ(gateway.Post(kChat, ChatBody("sandbox/none")).status, 404);
}

TEST(Sandbox, StreamsAtItsPaceAndStopsWithItsCaller) {
  TestGateway gateway("providers: { sandbox: { preset: sandbox } }\n");
  Peer caller = gateway.Connect();
  caller.Send(HttpRequest("POST", kChat, ChatBody("sandbox/small", R"(,"stream":true)")));
  EXPECT_FALSE(caller.ReceiveTo("\n\n").empty());
  caller.Close();
  EXPECT_TRUE(gateway.MetricBecomes("farthing_attempts_total", "cancelled", 1));
  EXPECT_TRUE(gateway.MetricBecomes("farthing_requests_in_flight", "", 0));
}

TEST(Workers, ServeSideBySide) {
  ScriptedProvider provider;
  TestGateway gateway("workers: 3\nproviders:\n" + provider.Line("p"));
  for (int i = 0; i < 24; ++i) {
    Peer caller = Begin(gateway);
    ProviderCall call = provider.Take();
    call.Answer(200, kOpenAIAnswer, "connection: close\r\n");
    EXPECT_EQ(caller.ReadAnswer().status, 200);
  }
  EXPECT_TRUE(gateway.MetricBecomes("farthing_requests_total", "status=\"200\"", 24));
}

}  // namespace
}  // namespace farthing::gateway::test
