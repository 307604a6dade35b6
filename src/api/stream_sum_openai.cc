#include "api/stream_sum.h"

#include <gtest/gtest.h>

#include "json/document.h"
#include "json/writer.h"

namespace farthing::api {
namespace {

using json::Value;

struct OpenAICall {
  std::string id, name, arguments;
};

struct ThinkingBlock {
  std::string type, thinking, signature, data;
};

class OpenAISum {
 public:
  explicit OpenAISum(std::string_view stream)
      : include_usage_(stream.find("\"usage\":") != stream.npos) {}

  void Take(const net::SseEvent& event) {
    Expect(!sum_.complete, "an event after the last");
    if (event.data == "[DONE]") {
      sum_.complete = true;
      return;
    }
    const auto document = json::Document::Parse(event.data);
    ASSERT_TRUE(document) << event.data;
    const Value root = document->root();
    if (const Value error = root.Find("error")) {
      sum_.error = error.Find("message").string();
      return;
    }
    Expect(root.Find("object").string() == "chat.completion.chunk", "not a chunk");
    Expect(static_cast<bool>(root.Find("usage")) == include_usage_, "usage in some chunks only");
    if (root.Find("usage").is_object()) usage_ = root.Find("usage").raw();
    id_ = root.Find("id").string();
    model_ = root.Find("model").string();
    created_ = root.Find("created").raw();
    tier_ = root.Find("service_tier").raw();
    for (const Value choice : root.Find("choices")) TakeChoice(choice);
  }

  StreamSum Sum() {
    json::Writer out(&sum_.answer);
    out.BeginObject().StringMember("id", id_).RawMember("created",
                                                        created_.empty() ? "0" : created_);
    out.StringMember("model", model_).Key("message").BeginObject();
    if (has_content_) out.StringMember("content", content_);
    if (!refusal_.empty()) out.StringMember("refusal", refusal_);
    if (!reasoning_.empty()) out.StringMember("reasoning_content", reasoning_);
    WriteThinking(out);
    WriteCalls(out);
    out.EndObject().RawMember("finish_reason", finish_.empty() ? "null" : finish_);
    if (!usage_.empty()) out.RawMember("usage", usage_);
    if (!tier_.empty()) out.RawMember("service_tier", tier_);
    out.EndObject();
    return sum_;
  }

 private:
  void Expect(bool holds, const char* rule) {
    if (!holds && sum_.problem.empty()) sum_.problem = rule;
  }

  void TakeChoice(Value choice) {
    Expect(choice.Find("index").integer() == 0, "another choice than the first");
    const Value delta = choice.Find("delta");
    Expect(delta.is_object(), "a choice without a delta");
    if (first_) Expect(delta.Find("role").string() == "assistant", "the first delta has no role");
    first_ = false;
    if (choice.Find("finish_reason").is_string()) {
      Expect(finish_.empty(), "a second finish_reason");
      finish_ = choice.Find("finish_reason").raw();
    } else {
      Expect(finish_.empty(), "a delta after finish_reason");
    }
    has_content_ |= delta.Find("content").is_string();
    content_ += delta.Find("content").string();
    refusal_ += delta.Find("refusal").string();
    reasoning_ += delta.Find("reasoning_content").string();
    for (const Value call : delta.Find("tool_calls")) TakeCall(call);
    for (const Value block : delta.Find("thinking_blocks")) TakeThinking(block);
  }

  void TakeCall(Value fragment) {
    const auto index = static_cast<size_t>(fragment.Find("index").integer().value_or(-1));
    Expect(index <= calls_.size(), "a tool call's index leaves a hole");
    const bool is_new = index == calls_.size();
    if (is_new) {
      calls_.emplace_back();
      Expect(fragment.Find("type").string() == "function", "a tool call begins without a type");
    }
    if (index >= calls_.size()) return;
    calls_[index].id += fragment.Find("id").string();
    calls_[index].name += fragment.Find("function").Find("name").string();
    calls_[index].arguments += fragment.Find("function").Find("arguments").string();
  }

  void TakeThinking(Value fragment) {
    const auto index = static_cast<size_t>(fragment.Find("index").integer().value_or(-1));
    Expect(index == thinking_.size(), "a thinking block comes in pieces");
    ThinkingBlock& block = thinking_.emplace_back();
    block.type = fragment.Find("type").string();
    block.thinking = fragment.Find("thinking").string();
    block.signature = fragment.Find("signature").string();
    block.data = fragment.Find("data").string();
  }

  void WriteThinking(json::Writer& out) const {
    if (thinking_.empty()) return;
    out.Key("thinking_blocks").BeginArray();
    for (const ThinkingBlock& block : thinking_) {
      out.BeginObject().StringMember("type", block.type);
      if (block.type == "thinking") {
        out.StringMember("thinking", block.thinking).StringMember("signature", block.signature);
      } else {
        out.StringMember("data", block.data);
      }
      out.EndObject();
    }
    out.EndArray();
  }

  void WriteCalls(json::Writer& out) const {
    if (calls_.empty()) return;
    out.Key("tool_calls").BeginArray();
    for (const OpenAICall& call : calls_) {
      out.BeginObject().StringMember("id", call.id).StringMember("name", call.name);
      out.StringMember("arguments", call.arguments).EndObject();
    }
    out.EndArray();
  }

  const bool include_usage_;
  StreamSum sum_;
  bool first_ = true;
  bool has_content_ = false;
  std::string id_, model_, created_, content_, refusal_, reasoning_, finish_, usage_, tier_;
  std::vector<OpenAICall> calls_;
  std::vector<ThinkingBlock> thinking_;
};

}  // namespace

StreamSum SumOpenAIStream(std::string_view stream) {
  OpenAISum sum(stream);
  ForEachDataEvent(stream, [&sum](const net::SseEvent& event) { sum.Take(event); });
  return sum.Sum();
}

}  // namespace farthing::api
