#include "api/stream_sum.h"

#include <gtest/gtest.h>

#include "json/document.h"
#include "json/writer.h"

namespace farthing::api {
namespace {

using json::Value;

struct AnthropicBlock {
  std::string type, text, signature, id, name, data, extra;
  bool open = true;
};

class AnthropicSum {
 public:
  void Take(const net::SseEvent& event) {
    const auto document = json::Document::Parse(event.data);
    ASSERT_TRUE(document) << event.data;
    const Value root = document->root();
    Expect(root.Find("type").string() == event.event, "the event's name is not its type");
    Expect(!sum_.complete, "an event after the last");
    if (event.event == "message_start") return Start(root.Find("message"));
    if (event.event == "error") {
      sum_.error = root.Find("error").Find("message").string();
      return;
    }
    Expect(started_, "an event before message_start");
    if (event.event == "content_block_start") StartBlock(root);
    if (event.event == "content_block_delta") TakeDelta(root);
    if (event.event == "content_block_stop") StopBlock(root);
    if (event.event == "message_delta") TakeMessageDelta(root);
    if (event.event == "message_stop") {
      Expect(!stop_reason_.empty(), "message_stop before message_delta");
      sum_.complete = true;
    }
  }

  StreamSum Sum() {
    json::Writer out(&sum_.answer);
    out.BeginObject().StringMember("id", id_).StringMember("model", model_);
    out.Key("content").BeginArray();
    for (const AnthropicBlock& block : blocks_) WriteBlock(block, out);
    out.EndArray().RawMember("stop_reason", stop_reason_.empty() ? "null" : stop_reason_);
    out.RawMember("stop_sequence", stop_sequence_.empty() ? "null" : stop_sequence_);
    out.RawMember("usage", usage_.empty() ? "null" : usage_).EndObject();
    return sum_;
  }

 private:
  void Expect(bool holds, const char* rule) {
    if (!holds && sum_.problem.empty()) sum_.problem = rule;
  }

  void Start(Value message) {
    Expect(!started_, "a second message_start");
    started_ = true;
    id_ = message.Find("id").string();
    model_ = message.Find("model").string();
    Expect(message.Find("content").is_array() && message.Find("content").size() == 0,
           "message_start without empty content");
    Expect(message.Find("usage").Find("input_tokens").is_number(), "message_start without usage");
  }

  void StartBlock(Value root) {
    Expect(root.Find("index").integer() == static_cast<int64_t>(blocks_.size()),
           "a block's index is not its place");
    Expect(stop_reason_.empty(), "a block after message_delta");
    const Value content = root.Find("content_block");
    AnthropicBlock& block = blocks_.emplace_back();
    block.type = content.Find("type").string();
    block.id = content.Find("id").string();
    block.name = content.Find("name").string();
    block.data = content.Find("data").string();
    block.extra = content.Find("extra_content").raw();
  }

  AnthropicBlock* FindOpen(Value root) {
    const auto index = static_cast<size_t>(root.Find("index").integer().value_or(-1));
    const bool found = index < blocks_.size() && blocks_[index].open;
    Expect(found, "an event for a block that is not open");
    return found ? &blocks_[index] : nullptr;
  }

  void TakeDelta(Value root) {
    AnthropicBlock* block = FindOpen(root);
    if (block == nullptr) return;
    const Value delta = root.Find("delta");
    const std::string_view type = delta.Find("type").string();
    const auto take = [&](const char* delta_type, const char* block_type, const char* field,
                          std::string* to) {
      if (type != delta_type) return;
      Expect(block->type == block_type, "a delta in a block of another kind");
      Expect(delta.Find(field).is_string(), "a delta without its text");
      to->append(delta.Find(field).string());
    };
    take("text_delta", "text", "text", &block->text);
    take("thinking_delta", "thinking", "thinking", &block->text);
    take("signature_delta", "thinking", "signature", &block->signature);
    take("input_json_delta", "tool_use", "partial_json", &block->text);
  }

  void StopBlock(Value root) {
    if (AnthropicBlock* block = FindOpen(root)) block->open = false;
  }

  void TakeMessageDelta(Value root) {
    for (const AnthropicBlock& block : blocks_) {
      Expect(!block.open, "message_delta while a block is open");
    }
    stop_reason_ = root.Find("delta").Find("stop_reason").raw();
    stop_sequence_ = root.Find("delta").Find("stop_sequence").raw();
    usage_ = root.Find("usage").raw();
  }

  void WriteBlock(const AnthropicBlock& block, json::Writer& out) {
    out.BeginObject().StringMember("type", block.type);
    if (block.type == "text") out.StringMember("text", block.text);
    if (block.type == "thinking") {
      out.StringMember("thinking", block.text).StringMember("signature", block.signature);
    }
    if (block.type == "redacted_thinking") out.StringMember("data", block.data);
    if (block.type == "tool_use") WriteToolUse(block, out);
    out.EndObject();
  }

  void WriteToolUse(const AnthropicBlock& block, json::Writer& out) {
    const auto input = json::Document::Parse(block.text.empty() ? "{}" : block.text);
    Expect(input && input->root().is_object(), "a tool's input is no object");
    out.StringMember("id", block.id).StringMember("name", block.name);
    out.RawMember("input", input ? input->root().raw() : "null");
    if (!block.extra.empty()) out.RawMember("extra_content", block.extra);
  }

  StreamSum sum_;
  bool started_ = false;
  std::string id_, model_, stop_reason_, stop_sequence_, usage_;
  std::vector<AnthropicBlock> blocks_;
};

}  // namespace

StreamSum SumAnthropicStream(std::string_view stream) {
  AnthropicSum sum;
  ForEachDataEvent(stream, [&sum](const net::SseEvent& event) { sum.Take(event); });
  return sum.Sum();
}

}  // namespace farthing::api
