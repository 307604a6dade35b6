#include "upstream/sandbox/sandbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "json/document.h"
#include "upstream/sandbox/schema_check.h"

namespace farthing::sandbox {
namespace {

using json::Document;
using json::Value;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view kWeatherTool =
    R"({"type":"function","function":{"name":"get_weather","description":"Weather of a city",)"
    R"("parameters":{"type":"object","properties":{"city":{"type":"string"},)"
    R"("unit":{"enum":["celsius","fahrenheit"]}},"required":["city","unit"],)"
    R"("additionalProperties":false}}})";

Result<Reply> Post(std::string_view path, std::string_view body) {
  return Answer(
      {.method = "POST", .path = path, .body = body, .now = WallTime(std::chrono::seconds(7))});
}

Document AskFor(std::string_view path, const std::string& body) {
  const Result<Reply> reply = Post(path, body);
  EXPECT_TRUE(reply.has_value()) << (reply ? "" : reply.error().message);
  return Document::Parse(reply->body).value();
}

std::string Chat(const std::string& members) {
  return R"({"model":"small","messages":[{"role":"user","content":"What is the weather in Paris and London?"}])" +
         members + "}";
}

Document AskChat(const std::string& members) {
  return AskFor("/v1/chat/completions", Chat(members));
}

Value Message(const Document& answer) {
  return (*answer.root().Find("choices").begin()).Find("message");
}

std::string FinishOf(const Document& answer) {
  return std::string((*answer.root().Find("choices").begin()).Find("finish_reason").string());
}

TEST(Sandbox, SaysWhatItIsAndWhatItWasAsked) {
  const Document answer = AskChat("");
  EXPECT_THAT(std::string(Message(answer).Find("content").string()),
              AllOf(HasSubstr("Farthing sandbox"), HasSubstr("the weather in Paris and London")));
  EXPECT_THAT(std::string(answer.root().Find("id").string()), StartsWith("chatcmpl-sandbox-"));
  EXPECT_EQ(answer.root().Find("system_fingerprint").string(), "fp_sandbox");
  EXPECT_EQ(answer.root().Find("created").integer(), 7);
  EXPECT_EQ(FinishOf(answer), "stop");
}

TEST(Sandbox, TheSameRequestGetsTheSameBytes) {
  EXPECT_EQ(Post("/v1/chat/completions", Chat(""))->body,
            Post("/v1/chat/completions", Chat(""))->body);
  EXPECT_NE(Post("/v1/chat/completions", Chat(""))->body,
            Post("/v1/chat/completions", Chat(R"(,"seed":2)"))->body);
}

TEST(Sandbox, UsageAddsUp) {
  const Document answer = AskChat("");
  const Value usage = answer.root().Find("usage");
  EXPECT_GT(*usage.Find("prompt_tokens").integer(), 5);
  EXPECT_EQ(*usage.Find("prompt_tokens").integer() + *usage.Find("completion_tokens").integer(),
            *usage.Find("total_tokens").integer());
}

TEST(Sandbox, MaxTokensCutsTheText) {
  const Document answer = AskChat(R"(,"max_completion_tokens":3)");
  EXPECT_EQ(FinishOf(answer), "length");
  EXPECT_EQ(Message(answer).Find("content").string().size(), 12u);
  EXPECT_EQ(answer.root().Find("usage").Find("completion_tokens").integer(), 3);
}

TEST(Sandbox, AStopSequenceEndsTheText) {
  const Document answer = AskChat(R"(,"stop":["never said","sandbox"])");
  EXPECT_EQ(FinishOf(answer), "stop");
  EXPECT_THAT(std::string(Message(answer).Find("content").string()), EndsWith("the Farthing "));
}

TEST(Sandbox, NChoicesDiffer) {
  const Document answer = AskChat(R"(,"n":3)");
  EXPECT_EQ(answer.root().Find("choices").size(), 3u);
  std::set<std::string_view> texts;
  for (const Value choice : answer.root().Find("choices")) {
    texts.insert(choice.Find("message").Find("content").string());
  }
  EXPECT_EQ(texts.size(), 3u);
}

TEST(Sandbox, CallsTheToolOnceForEachPlace) {
  const Document answer = AskChat(R"(,"tools":[)" + std::string(kWeatherTool) + "]");
  EXPECT_EQ(FinishOf(answer), "tool_calls");
  EXPECT_TRUE(Message(answer).Find("content").is_null());
  std::vector<std::string> arguments;
  for (const Value call : Message(answer).Find("tool_calls")) {
    EXPECT_EQ(call.Find("function").Find("name").string(), "get_weather");
    arguments.emplace_back(call.Find("function").Find("arguments").string());
  }
  EXPECT_THAT(arguments, ::testing::ElementsAre(R"({"city":"Paris","unit":"celsius"})",
                                                R"({"city":"London","unit":"celsius"})"));
}

TEST(Sandbox, ToolChoiceIsObeyed) {
  const std::string tools = R"(,"tools":[)" + std::string(kWeatherTool) +
                            R"(,{"type":"function","function":{"name":"zip"}}])";
  EXPECT_EQ(FinishOf(AskChat(tools + R"(,"tool_choice":"none")")), "stop");
  EXPECT_EQ(Message(AskChat(tools + R"(,"parallel_tool_calls":false)")).Find("tool_calls").size(),
            1u);
  const Document named =
      AskChat(tools + R"(,"tool_choice":{"type":"function","function":{"name":"zip"}})");
  const Value call = *Message(named).Find("tool_calls").begin();
  EXPECT_EQ(call.Find("function").Find("name").string(), "zip");
  EXPECT_EQ(call.Find("function").Find("arguments").string(), "{}");
  EXPECT_EQ(Post("/v1/chat/completions",
                 Chat(R"(,"tool_choice":{"type":"function","function":{"name":"gone"}})"))
                .error()
                .param,
            "tool_choice");
}

TEST(Sandbox, AfterToolResultsItAnswersWithThem) {
  const Document answer = AskFor("/v1/chat/completions",
                                 R"({"model":"small","tools":[)" + std::string(kWeatherTool) +
                                     R"(],"messages":[{"role":"user","content":"Weather in Paris?"},
      {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function",
       "function":{"name":"get_weather","arguments":"{}"}}]},
      {"role":"tool","tool_call_id":"c1","content":"18 degrees"}]})");
  EXPECT_EQ(FinishOf(answer), "stop");
  EXPECT_THAT(std::string(Message(answer).Find("content").string()),
              HasSubstr("get_weather: 18 degrees"));
}

TEST(Sandbox, AGreetingCallsNoTool) {
  const Document answer =
      AskFor("/v1/chat/completions",
             R"({"model":"small","messages":[{"role":"user","content":"Hello!"}],"tools":[)" +
                 std::string(kWeatherTool) + "]}");
  EXPECT_THAT(std::string(Message(answer).Find("content").string()), StartsWith("Hello!"));
}

TEST(Sandbox, StructuredOutputIsAnInstance) {
  const Document answer =
      AskChat(R"(,"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":
      {"type":"object","properties":{"a":{"type":"integer","minimum":3}},"required":["a"]}}})");
  EXPECT_EQ(Message(answer).Find("content").string(), R"({"a":3})");
  const Document object = AskChat(R"(,"response_format":{"type":"json_object"})");
  EXPECT_TRUE(Document::Parse(Message(object).Find("content").string())->root().is_object());
  EXPECT_EQ(
      Post("/v1/chat/completions",
           Chat(R"(,"response_format":{"type":"json_schema","json_schema":{"schema":false}})"))
          .error()
          .code,
      ErrorCode::kUnsupported);
}

TEST(Sandbox, AnthropicsMessageHasItsForm) {
  const Document answer =
      AskFor("/v1/messages",
             R"({"model":"large","max_tokens":500,"thinking":{"type":"enabled","budget_tokens":100},
      "messages":[{"role":"user","content":[{"type":"image","source":{}},{"type":"text","text":"Look"}]}]})");
  EXPECT_EQ(answer.root().Find("type").string(), "message");
  EXPECT_EQ(answer.root().Find("stop_reason").string(), "end_turn");
  const Value thinking = *answer.root().Find("content").begin();
  EXPECT_EQ(thinking.Find("type").string(), "thinking");
  EXPECT_FALSE(thinking.Find("signature").string().empty());
  const Value text = *std::next(answer.root().Find("content").begin());
  EXPECT_THAT(std::string(text.Find("text").string()), HasSubstr("1 image"));
}

TEST(Sandbox, AnthropicsToolsStopsAndSchemas) {
  const Document call =
      AskFor("/v1/messages", R"({"model":"m","max_tokens":500,"tool_choice":{"type":"any"},
      "tools":[{"name":"lookup","input_schema":{"type":"object","properties":{"query":{"type":"string"}},"required":["query"]}}],
      "messages":[{"role":"user","content":"tides"}]})");
  EXPECT_EQ(call.root().Find("stop_reason").string(), "tool_use");
  EXPECT_EQ((*call.root().Find("content").begin()).Find("input").raw(), R"({"query":"tides"})");
  const Document stopped =
      AskFor("/v1/messages", R"({"model":"m","max_tokens":500,"stop_sequences":["sandbox"],
      "messages":[{"role":"user","content":"tides"}]})");
  EXPECT_EQ(stopped.root().Find("stop_sequence").string(), "sandbox");
  for (const char* format :
       {R"("output_config":{"format":{"type":"json_schema","schema":{"const":[1]}}})",
        R"("output_format":{"type":"json_schema","schema":{"const":[1]}})"}) {
    const Document shaped =
        AskFor("/v1/messages",
               R"({"model":"m","max_tokens":50,"messages":[{"role":"user","content":"x"}],)" +
                   std::string(format) + "}");
    EXPECT_EQ((*shaped.root().Find("content").begin()).Find("text").string(), "[1]");
  }
}

TEST(Sandbox, ResponsesHasTextAndCalls) {
  const Document text = AskFor("/v1/responses", R"({"model":"small","input":"tides"})");
  EXPECT_EQ(text.root().Find("status").string(), "completed");
  const Value part = *(*text.root().Find("output").begin()).Find("content").begin();
  EXPECT_THAT(std::string(part.Find("text").string()), HasSubstr("tides"));
  const Document call = AskFor(
      "/v1/responses", R"({"model":"small","input":[{"role":"user","content":"Weather in Paris"}],
      "tools":[{"type":"function","name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}]})");
  EXPECT_EQ((*call.root().Find("output").begin()).Find("arguments").string(),
            R"({"city":"Paris"})");
  const Document cut =
      AskFor("/v1/responses", R"({"model":"small","input":"tides","max_output_tokens":2})");
  EXPECT_EQ(cut.root().Find("status").string(), "incomplete");
}

TEST(Sandbox, CountTokensCountsWhatMessagesCounts) {
  const std::string body =
      R"({"model":"m","max_tokens":9,"system":"Be kind.","messages":[{"role":"user","content":"tides"}]})";
  EXPECT_EQ(*AskFor("/v1/messages/count_tokens", body).root().Find("input_tokens").integer(),
            *AskFor("/v1/messages", body).root().Find("usage").Find("input_tokens").integer());
}

std::vector<double> Vector(const Document& answer, ptrdiff_t index) {
  std::vector<double> vector;
  for (const Value x : (*std::next(answer.root().Find("data").begin(), index)).Find("embedding")) {
    vector.push_back(*x.number());
  }
  return vector;
}

double Dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

TEST(Sandbox, EmbeddingsAreUnitVectorsAndLikeTextsAreNear) {
  const Document answer = AskFor("/v1/embeddings", R"({"model":"small","dimensions":128,
      "input":["the tide is high","the tide is low","quarterly tax report"]})");
  const auto high = Vector(answer, 0), low = Vector(answer, 1), tax = Vector(answer, 2);
  EXPECT_EQ(high.size(), 128u);
  EXPECT_NEAR(Dot(high, high), 1, 1e-6);
  EXPECT_GT(Dot(high, low), Dot(high, tax) + 0.3);
}

TEST(Sandbox, EmbeddingsComeInBase64Too) {
  const Document answer =
      AskFor("/v1/embeddings",
             R"({"model":"small","dimensions":3,"input":"x","encoding_format":"base64"})");
  EXPECT_EQ((*answer.root().Find("data").begin()).Find("embedding").string().size(), 16u);
}

TEST(Sandbox, ListsItsModelsInBothDialects) {
  const Result<Reply> list = Answer({.method = "GET", .path = "/v1/models"});
  EXPECT_EQ(Document::Parse(list->body)->root().Find("data").size(), 4u);
  const Result<Reply> one = Answer(
      {.method = "GET", .path = "/v1/models/sandbox/small", .dialect = api::Dialect::kAnthropic});
  EXPECT_EQ(Document::Parse(one->body)->root().Find("id").string(), "small");
  EXPECT_EQ(Answer({.method = "GET", .path = "/v1/models/huge"}).error().slug, "model_not_found");
}

TEST(Sandbox, HoldsNoThreads) {
  const Result<Reply> reply =
      Post("/v1/messages", R"({"model":"small","max_tokens":9,"thread":{"type":"create"},)"
                           R"("messages":[{"role":"user","content":"Hi"}]})");
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().slug, "thread_unsupported_request");
}

TEST(Sandbox, RefusesWhatAProviderRefuses) {
  const std::pair<const char*, const char*> cases[] = {
      {"/v1/chat/completions", "{"},
      {"/v1/chat/completions", "[]"},
      {"/v1/chat/completions", R"({"messages":[]})"},
      {"/v1/chat/completions", R"({"model":"m","messages":[]})"},
      {"/v1/chat/completions", R"({"model":"m","messages":{}})"},
      {"/v1/chat/completions", R"({"model":"m","messages":[1],"n":0})"},
      {"/v1/chat/completions", R"({"model":"m","messages":[1],"max_tokens":0})"},
      {"/v1/chat/completions", R"({"model":"m","messages":[1],"tool_choice":"required"})"},
      {"/v1/messages", R"({"model":"m","messages":[{"role":"user","content":"x"}]})"},
      {"/v1/responses", R"({"model":"m"})"},
      {"/v1/embeddings", R"({"model":"m"})"},
      {"/v1/embeddings", R"({"model":"m","input":"x","dimensions":100000})"}};
  for (const auto& [path, body] : cases) {
    const Result<Reply> reply = Post(path, body);
    ASSERT_FALSE(reply) << body;
    EXPECT_EQ(reply.error().code, ErrorCode::kInvalidRequest) << body;
  }
  EXPECT_EQ(Post("/v1/nowhere", "{}").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(Answer({.method = "GET", .path = "/v1/messages"}).error().code,
            ErrorCode::kMethodNotAllowed);
}

}  // namespace
}  // namespace farthing::sandbox
