// A stream, put together again as an SDK does it, must be the JSON answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "json/document.h"
#include "json/writer.h"
#include "upstream/sandbox/render.h"
#include "upstream/sandbox/sandbox.h"

namespace farthing::sandbox {
namespace {

using json::Document;
using json::Value;

struct Case {
  const char* name;
  const char* path;
  std::string members;  // of the body, without `stream`
};

std::string Body(const Case& c, bool stream) {
  return "{" + c.members +
         (stream ? R"(,"stream":true,"stream_options":{"include_usage":true}})" : "}");
}

Reply Ask(const Case& c, bool stream) {
  return Answer({.method = "POST", .path = c.path, .body = Body(c, stream)}).value();
}

// The JSON of every event, in order; the terminator left out.
std::vector<Document> DataOf(const Reply& reply) {
  std::vector<Document> data;
  for (const Event& event : reply.events) {
    const size_t at = event.bytes.find("data: ");
    EXPECT_TRUE(event.bytes.ends_with("\n\n"));
    const std::string text = event.bytes.substr(at + 6, event.bytes.size() - at - 8);
    if (text == "[DONE]") continue;
    data.push_back(Document::Parse(text).value());
  }
  return data;
}

// What an answer says, one line a fact.
using Facts = std::map<std::string, std::string>;

Facts FactsOfChat(const Document& answer) {
  Facts facts;
  for (const Value choice : answer.root().Find("choices")) {
    const std::string index(choice.Find("index").raw());
    const Value message = choice.Find("message");
    facts[index + "text"] += message.Find("content").string();
    facts[index + "thinking"] += message.Find("reasoning_content").string();
    facts[index + "finish"] = choice.Find("finish_reason").string();
    int position = 0;
    for (const Value call : message.Find("tool_calls")) {
      const std::string key = index + "call" + std::to_string(position++);
      facts[key + "name"] = call.Find("function").Find("name").string();
      facts[key + "arguments"] = call.Find("function").Find("arguments").string();
    }
  }
  facts["usage"] = answer.root().Find("usage").raw();
  return facts;
}

Facts FactsOfChatStream(const std::vector<Document>& data) {
  Facts facts;
  for (const Document& chunk : data) {
    for (const Value choice : chunk.root().Find("choices")) {
      const std::string index(choice.Find("index").raw());
      const Value delta = choice.Find("delta");
      facts[index + "text"] += delta.Find("content").string();
      facts[index + "thinking"] += delta.Find("reasoning_content").string();
      facts[index + "finish"] += choice.Find("finish_reason").string();
      for (const Value call : delta.Find("tool_calls")) {
        const std::string key = index + "call" + std::string(call.Find("index").raw());
        facts[key + "name"] += call.Find("function").Find("name").string();
        facts[key + "arguments"] += call.Find("function").Find("arguments").string();
      }
    }
    if (chunk.root().Find("usage").is_object()) facts["usage"] = chunk.root().Find("usage").raw();
  }
  return facts;
}

Facts FactsOfMessage(const Document& answer) {
  Facts facts;
  int index = 0;
  for (const Value block : answer.root().Find("content")) {
    const std::string key = std::to_string(index++);
    facts[key + "type"] = block.Find("type").string();
    facts[key + "name"] = block.Find("name").string();
    facts[key + "text"] = std::string(block.Find("text").string()) +
                          std::string(block.Find("thinking").string()) +
                          std::string(block.Find("input").raw());
    facts[key + "signature"] = block.Find("signature").string();
  }
  facts["stop"] = answer.root().Find("stop_reason").raw();
  facts["sequence"] = answer.root().Find("stop_sequence").raw();
  facts["usage"] = answer.root().Find("usage").raw();
  return facts;
}

Facts FactsOfMessageStream(const std::vector<Document>& data) {
  Facts facts;
  for (const Document& event : data) {
    const Value root = event.root();
    const std::string index(root.Find("index").raw());
    if (const Value block = root.Find("content_block")) {
      facts[index + "type"] = block.Find("type").string();
      facts[index + "name"] = block.Find("name").string();
    }
    const Value delta = root.Find("delta");
    if (root.Find("type").string() == "content_block_delta") {
      facts[index + "text"] += std::string(delta.Find("text").string()) +
                               std::string(delta.Find("thinking").string()) +
                               std::string(delta.Find("partial_json").string());
      facts[index + "signature"] += delta.Find("signature").string();
    }
    if (root.Find("type").string() == "message_delta") {
      facts["stop"] = delta.Find("stop_reason").raw();
      facts["sequence"] = delta.Find("stop_sequence").raw();
      facts["usage"] = root.Find("usage").raw();
    }
  }
  return facts;
}

// The deltas of the stream, and what its last event repeats.
Facts FactsOfResponse(Value response) {
  Facts facts;
  for (const Value item : response.Find("output")) {
    facts["arguments"] += item.Find("arguments").string();
    for (const Value part : item.Find("content")) facts["text"] += part.Find("text").string();
  }
  facts["usage"] = response.Find("usage").raw();
  facts["status"] = response.Find("status").raw();
  return facts;
}

class SandboxStream : public ::testing::TestWithParam<Case> {};

TEST_P(SandboxStream, EqualsTheAnswer) {
  const Reply stream = Ask(GetParam(), true), whole = Ask(GetParam(), false);
  ASSERT_TRUE(stream.stream);
  ASSERT_FALSE(whole.stream);
  const Document answer = Document::Parse(whole.body).value();
  const std::vector<Document> data = DataOf(stream);
  const std::string_view path = GetParam().path;
  if (path == "/v1/messages") {
    EXPECT_EQ(FactsOfMessageStream(data), FactsOfMessage(answer));
    EXPECT_EQ(stream.events.back().bytes,
              "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
  } else if (path == "/v1/responses") {
    Facts facts = FactsOfResponse(data.back().root().Find("response"));
    EXPECT_EQ(facts, FactsOfResponse(answer.root()));
    std::string deltas;
    int64_t expected = 0;
    for (const Document& event : data) {
      deltas += event.root().Find("delta").string();
      EXPECT_EQ(event.root().Find("sequence_number").integer(), expected++);
    }
    EXPECT_EQ(deltas, facts["text"] + facts["arguments"]);
  } else {
    EXPECT_EQ(FactsOfChatStream(data), FactsOfChat(answer));
    EXPECT_EQ(stream.events.back().bytes, "data: [DONE]\n\n");
  }
}

// Words arrive at the pace of a model: 30 to 60 tokens a second, after a pause for thought.
TEST_P(SandboxStream, HasAHumanPace) {
  const Reply stream = Ask(GetParam(), true);
  EXPECT_GE(stream.events[0].wait, std::chrono::milliseconds(100));
  for (size_t i = 1; i < stream.events.size(); ++i) {
    EXPECT_LE(stream.events[i].wait, std::chrono::milliseconds(250)) << stream.events[i].bytes;
  }
}

constexpr const char* kChatTools =
    R"("model":"m","messages":[{"role":"user","content":"Weather in Paris and Zürich?"}],"tools":[
       {"type":"function","function":{"name":"weather","parameters":{"type":"object",
        "properties":{"city":{"type":"string"}},"required":["city"]}}}])";
constexpr const char* kMessagesTools =
    R"("model":"m","max_tokens":500,"messages":[{"role":"user","content":"Weather in Paris and Rome?"}],"tools":[
       {"name":"weather","input_schema":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}])";

INSTANTIATE_TEST_SUITE_P(
    Kinds, SandboxStream,
    ::testing::Values(
        Case{
            "ChatText", "/v1/chat/completions",
            R"("model":"large","messages":[{"role":"user","content":"Erzähl mir von den Gezeiten 🌊"}])"},
        Case{
            "ChatThinkingAndTwoChoices", "/v1/chat/completions",
            R"("model":"m","n":2,"reasoning_effort":"high","messages":[{"role":"user","content":"tides"}])"},
        Case{"ChatTools", "/v1/chat/completions", kChatTools},
        Case{"ChatCut", "/v1/chat/completions",
             R"("model":"m","max_tokens":7,"messages":[{"role":"user","content":"tides"}])"},
        Case{"MessagesText", "/v1/messages",
             R"("model":"m","max_tokens":500,"messages":[{"role":"user","content":"tides"}])"},
        Case{
            "MessagesThinking", "/v1/messages",
            R"("model":"m","max_tokens":500,"thinking":{"type":"adaptive"},"messages":[{"role":"user","content":"tides"}])"},
        Case{"MessagesTools", "/v1/messages", kMessagesTools},
        Case{
            "MessagesCutThinking", "/v1/messages",
            R"("model":"m","max_tokens":2,"thinking":{"type":"enabled"},"messages":[{"role":"user","content":"tides"}])"},
        Case{"ResponsesText", "/v1/responses", R"("model":"m","input":"tides")"},
        Case{
            "ResponsesTools", "/v1/responses",
            R"("model":"m","input":"Weather in Paris and Rome","tools":[{"type":"function","name":"weather",
                "parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}])"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(PiecesOf, JoinToTheTextAndCutNoCharacter) {
  const std::string text =
      "  two  spaces, äöüäöüäöüäöüäöüäöü and a-very-long-word-without-any-spaces";
  std::string joined;
  for (const std::string_view piece : PiecesOf(text)) {
    EXPECT_NE(static_cast<unsigned char>(piece[0]) & 0xc0, 0x80);
    EXPECT_FALSE(piece.empty());
    joined += piece;
  }
  EXPECT_EQ(joined, text);
}

}  // namespace
}  // namespace farthing::sandbox
