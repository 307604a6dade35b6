#include "api/stream_sum.h"

#include <gtest/gtest.h>

#include "json/writer.h"
#include "net/sse.h"

namespace farthing::api {
namespace {

using json::Value;

template <typename TakeEvent>
void ForEachEvent(std::string_view stream, TakeEvent take) {
  net::SseDecoder decoder;
  decoder.Feed(stream);
  net::SseEvent event;
  while (decoder.Next(&event) == net::SseDecoder::Outcome::kEvent) {
    if (event.has_data) take(event);
  }
  EXPECT_FALSE(decoder.incomplete()) << stream;
}

struct AnthropicBlock {
  std::string type, text, signature, id, name, data;
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
    if (block.type == "tool_use") {
      const std::string_view input = block.text.empty() ? "{}" : std::string_view(block.text);
      Expect(json::Document::Parse(input).has_value(), "a tool's input is not JSON");
      out.StringMember("id", block.id).StringMember("name", block.name).RawMember("input", input);
    }
    out.EndObject();
  }

  StreamSum sum_;
  bool started_ = false;
  std::string id_, model_, stop_reason_, stop_sequence_, usage_;
  std::vector<AnthropicBlock> blocks_;
};

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
    Expect(index <= thinking_.size(), "a thinking block's index leaves a hole");
    if (index == thinking_.size()) thinking_.emplace_back();
    if (index >= thinking_.size()) return;
    thinking_[index].type = fragment.Find("type").string();
    thinking_[index].thinking += fragment.Find("thinking").string();
    thinking_[index].signature += fragment.Find("signature").string();
    thinking_[index].data += fragment.Find("data").string();
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
  std::string id_, model_, created_, content_, refusal_, reasoning_, finish_, usage_;
  std::vector<OpenAICall> calls_;
  std::vector<ThinkingBlock> thinking_;
};

Status Drain(net::SseDecoder* decoder, StreamTranslator* translator, std::string* out) {
  net::SseEvent event;
  while (decoder->Next(&event) == net::SseDecoder::Outcome::kEvent) {
    if (Status status = translator->OnEvent(event, out); !status) return status;
  }
  return {};
}

}  // namespace

StreamSum SumAnthropicStream(std::string_view stream) {
  AnthropicSum sum;
  ForEachEvent(stream, [&sum](const net::SseEvent& event) { sum.Take(event); });
  return sum.Sum();
}

StreamSum SumOpenAIStream(std::string_view stream) {
  OpenAISum sum(stream);
  ForEachEvent(stream, [&sum](const net::SseEvent& event) { sum.Take(event); });
  return sum.Sum();
}

std::string TranslateStream(Dialect from, const std::vector<std::string_view>& chunks,
                            const StreamContext& context) {
  const Dialect to = from == Dialect::kOpenAI ? Dialect::kAnthropic : Dialect::kOpenAI;
  const auto translator = MakeStreamTranslator(from, to, context);
  net::SseDecoder decoder;
  std::string out;
  Status status;
  for (const std::string_view chunk : chunks) {
    const std::vector<char> buffer(chunk.begin(), chunk.end());
    decoder.Feed({buffer.data(), buffer.size()});
    status = Drain(&decoder, translator.get(), &out);
    if (!status) break;
  }
  if (status) status = translator->OnEnd(&out);
  if (!status) translator->OnError(status.error(), &out);
  EXPECT_TRUE(translator->finished());
  return out;
}

std::string TranslateEverySplit(Dialect from, std::string_view text, const StreamContext& context) {
  std::string whole = TranslateStream(from, {text}, context);
  for (size_t i = 1; i < text.size(); ++i) {
    EXPECT_EQ(TranslateStream(from, {text.substr(0, i), text.substr(i)}, context), whole) << i;
  }
  std::vector<std::string_view> bytes;
  for (size_t i = 0; i < text.size(); ++i) bytes.push_back(text.substr(i, 1));
  EXPECT_EQ(TranslateStream(from, bytes, context), whole);
  return whole;
}

}  // namespace farthing::api
