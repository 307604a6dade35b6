#include "gateway/outgoing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/test_rig.h"

// What a provider receives, byte for byte.
namespace farthing::gateway::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class OutgoingBytes : public ::testing::Test {
 protected:
  // What arrives at the provider of a request, whose caller gets a small answer.
  ProviderCall Sent(ScriptedProvider& provider, std::string_view method, std::string_view path,
                    std::string_view body, std::string_view headers = {}) {
    Peer caller = gateway_.Connect();
    caller.Send(HttpRequest(method, path, body, headers));
    ProviderCall call = provider.Take();
    call.Answer(200, &provider == &anthropic_ ? kAnthropicAnswer : kOpenAIAnswer,
                "connection: close\r\n");
    answer_ = caller.ReadAnswer();
    return call;
  }

  ScriptedProvider openai_;
  ScriptedProvider anthropic_{"anthropic"};
  TestGateway gateway_{"providers:\n" +
                       openai_.Line("o",
                                    "models: [m], api_keys: [provider-key], headers: { x-team: "
                                    "blue }") +
                       anthropic_.Line("a", "models: [m], api_keys: [other-key]") +
                       "aliases: { fast: o/m }\ndefault_max_tokens: 99\n"};
  Answer answer_;
};

// Unknown fields, order, blanks, numbers as written, duplicates of unknown fields: all stay.
TEST_F(OutgoingBytes, SameDialectPassesEveryByteButTheModelsName) {
  const std::string rest =
      ", \"messages\" :[{\"role\":\"user\",\"content\":\"h\\u00e9\\n\"}],\n \"x\":1e400, \"y\": "
      "{\"z\":[1.0,2.50]}, \"v\":null , \"temperature\":0.70 }";
  const ProviderCall call =
      Sent(openai_, "POST", "/v1/chat/completions", "{ \"model\":\"o/m\"" + rest);
  EXPECT_EQ(call.body, "{ \"model\":\"m\"" + rest);
  EXPECT_EQ(answer_.status, 200);
  EXPECT_EQ(answer_.body, kOpenAIAnswer);
}

TEST_F(OutgoingBytes, AnAliasBecomesTheModelItStandsFor) {
  EXPECT_THAT(Sent(openai_, "POST", "/v1/chat/completions", ChatBody("fast")).body,
              ::testing::StartsWith(R"({"model":"m",)"));
  EXPECT_THAT(answer_.head, HasSubstr("\r\nx-farthing-model: o/m\r\n"));
}

TEST_F(OutgoingBytes, AnAnthropicBodyPassesAsWell) {
  const std::string rest =
      R"(,"thinking":{"type":"enabled","budget_tokens":1},"max_tokens":5,"new_field":[],)"
      R"("messages":[{"role":"user","content":[{"type":"text","text":"x","cache_control":{}}]}]})";
  EXPECT_EQ(Sent(anthropic_, "POST", "/v1/messages", R"({"model":"a/m")" + rest).body,
            R"({"model":"m")" + rest);
  EXPECT_EQ(answer_.body, kAnthropicAnswer);
}

TEST_F(OutgoingBytes, TheMemberFarthingNeverLeavesTheHouse) {
  const ProviderCall call = Sent(openai_, "POST", "/v1/chat/completions",
                                 R"({"model":"m","farthing":{"pinned":[0]},"messages":[],"n":1})");
  EXPECT_EQ(call.body, R"({"model":"m","messages":[],"n":1})");
  EXPECT_EQ(
      Sent(openai_, "POST", "/v1/embeddings", R"({"model":"m","input":"x","farthing":{}})").body,
      R"({"model":"m","input":"x"})");
}

// peers.md 12: usage of streams is counted though the caller did not ask for it.
TEST_F(OutgoingBytes, UsageIsAskedForInAStreamAndNowhereElse) {
  const auto sent = [&](std::string_view more) {
    return Sent(openai_, "POST", "/v1/chat/completions", ChatBody("m", more)).body;
  };
  EXPECT_THAT(sent(R"(,"stream":true)"), HasSubstr(R"(,"stream_options":{"include_usage":true}})"));
  EXPECT_THAT(sent(R"(,"stream":true,"stream_options":{"include_usage":false,"o":1})"),
              HasSubstr(R"("stream_options":{"include_usage":true,"o":1}})"));
  EXPECT_EQ(sent(R"(,"stream":true,"stream_options":{"include_usage":true})"),
            ChatBody("m", R"(,"stream":true,"stream_options":{"include_usage":true})"));
  EXPECT_EQ(sent(R"(,"stream":false)"), ChatBody("m", R"(,"stream":false)"));
}

TEST_F(OutgoingBytes, TheLengthIsThatOfWhatIsSent) {
  const ProviderCall call = Sent(openai_, "POST", "/v1/chat/completions",
                                 ChatBody("fast", R"(,"stream":true,"farthing":{"pinned":[]})"));
  EXPECT_TRUE(call.HasHeader("content-length: " + std::to_string(call.body.size()) + "\r\n"))
      << call.head;
  EXPECT_THAT(call.head, Not(HasSubstr("transfer-encoding")));
}

TEST_F(OutgoingBytes, OnlyHeadersOnTheListGoOn) {
  const ProviderCall call =
      Sent(openai_, "POST", "/v1/chat/completions", ChatBody("m"),
           "authorization: Bearer callers-key\r\ncookie: a=b\r\nx-forwarded-for: 1.2.3.4\r\n"
           "x-own: secret\r\nx-farthing-tags: a=b\r\naccept-encoding: gzip\r\nte: trailers\r\n"
           "openai-organization: org\r\nidempotency-key: k1\r\nanthropic-beta: b\r\n");
  EXPECT_TRUE(call.head.starts_with("POST /v1/chat/completions HTTP/1.1\r\n")) << call.head;
  EXPECT_TRUE(call.HasHeader("authorization: bearer provider-key\r\n")) << call.head;
  EXPECT_TRUE(call.HasHeader("x-team: blue\r\n"));
  EXPECT_TRUE(call.HasHeader("openai-organization: org\r\n"));
  EXPECT_TRUE(call.HasHeader("idempotency-key: k1\r\n"));
  EXPECT_TRUE(call.HasHeader("content-type: application/json\r\n"));
  EXPECT_TRUE(call.HasHeader("accept-encoding: identity\r\n"));
  for (const char* name : {"callers-key", "cookie", "x-forwarded-for", "x-own", "x-farthing",
                           "gzip", "\r\nte:", "anthropic"}) {
    EXPECT_THAT(call.head, Not(HasSubstr(name)));
  }
}

TEST_F(OutgoingBytes, AnAnthropicProviderGetsItsOwnHeaders) {
  const ProviderCall call =
      Sent(anthropic_, "POST", "/v1/messages", ChatBody("a/m"),
           "x-api-key: callers-key\r\nanthropic-beta: tools-1\r\nopenai-organization: o\r\n");
  EXPECT_TRUE(call.HasHeader("x-api-key: other-key\r\n")) << call.head;
  EXPECT_TRUE(call.HasHeader("anthropic-version: 2023-06-01\r\n"));
  EXPECT_TRUE(call.HasHeader("anthropic-beta: tools-1\r\n"));
  EXPECT_THAT(call.head, Not(HasSubstr("openai-organization")));
}

TEST_F(OutgoingBytes, EachHeaderGoesOutOnce) {
  const ProviderCall call = Sent(anthropic_, "POST", "/v1/messages", ChatBody("a/m"),
                                 "anthropic-version: 2023-01-01\r\naccept: */*\r\n");
  for (const char* name : {"\r\nanthropic-version:", "\r\ncontent-type:", "\r\nhost:",
                           "\r\ncontent-length:", "\r\naccept:"}) {
    const size_t first = call.head.find(name);
    ASSERT_NE(first, std::string::npos) << name;
    EXPECT_EQ(call.head.find(name, first + 1), std::string::npos) << name << call.head;
  }
}

TEST_F(OutgoingBytes, AHeaderThatTheCallerRepeatsIsRepeated) {
  const ProviderCall call = Sent(anthropic_, "POST", "/v1/messages", ChatBody("a/m"),
                                 "anthropic-beta: one\r\nanthropic-beta: two\r\n");
  EXPECT_TRUE(call.HasHeader("anthropic-beta: one\r\n")) << call.head;
  EXPECT_TRUE(call.HasHeader("anthropic-beta: two\r\n")) << call.head;
}

TEST_F(OutgoingBytes, TheTraceGoesOnAsAChild) {
  const std::string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  const ProviderCall call =
      Sent(openai_, "POST", "/v1/chat/completions", ChatBody("m"),
           "traceparent: 00-" + trace + "-00f067aa0ba902b7-01\r\ntracestate: a=1\r\n");
  EXPECT_TRUE(call.HasHeader("traceparent: 00-" + trace + "-")) << call.head;
  EXPECT_THAT(call.head, Not(HasSubstr("00f067aa0ba902b7")));
  EXPECT_TRUE(call.HasHeader("tracestate: a=1\r\n"));
  const ProviderCall fresh = Sent(openai_, "POST", "/v1/chat/completions", ChatBody("m"));
  EXPECT_TRUE(fresh.HasHeader("traceparent: 00-"));
}

// peers.md 10: a bound on the output is asked of nobody, and made up only where the dialect demands
// one.
TEST_F(OutgoingBytes, MaxTokensIsMadeUpOnlyForTheDialectThatDemandsIt) {
  const std::string body = R"({"model":"o/m","messages":[{"role":"user","content":"x"}]})";
  EXPECT_THAT(Sent(openai_, "POST", "/v1/chat/completions", body).body,
              Not(HasSubstr("max_tokens")));
  EXPECT_EQ(answer_.status, 200);
  std::string translated = body;
  translated.replace(translated.find("o/m"), 3, "a/m");
  EXPECT_THAT(Sent(anthropic_, "POST", "/v1/chat/completions", translated).body,
              HasSubstr(R"("max_tokens":99)"));
  EXPECT_EQ(answer_.status, 200) << answer_.body;
}

TEST_F(OutgoingBytes, APassThroughKeepsMethodQueryAndContentType) {
  const std::string headers = "x-farthing-provider: o\r\n";
  const ProviderCall put = Sent(openai_, "PUT", "/v1/files/f_1?a=b%20c", "raw bytes \x01\x02",
                                headers + "content-type: application/octet-stream\r\n");
  EXPECT_TRUE(put.head.starts_with("PUT /v1/files/f_1?a=b%20c HTTP/1.1\r\n")) << put.head;
  EXPECT_TRUE(put.HasHeader("content-type: application/octet-stream\r\n"));
  EXPECT_EQ(put.body, "raw bytes \x01\x02");
  const ProviderCall gone = Sent(openai_, "DELETE", "/v1/files/f_1", {}, headers);
  EXPECT_THAT(gone.head, Not(HasSubstr("content-length")));
  EXPECT_EQ(answer_.status, 200);
}

// A request in absolute form names an authority of its own; the gateway once died of it.
TEST_F(OutgoingBytes, AnAbsoluteTargetIsPassedOnAsItsPath) {
  const ProviderCall call = Sent(openai_, "GET", "http://elsewhere.example/v1/files?x=1", {},
                                 "x-farthing-provider: o\r\n");
  EXPECT_TRUE(call.head.starts_with("GET /v1/files?x=1 HTTP/1.1\r\n")) << call.head;
  EXPECT_EQ(answer_.status, 200);
}

}  // namespace
}  // namespace farthing::gateway::test
