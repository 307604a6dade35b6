#include <string>
#include <string_view>
#include <utility>

#include "api/answer_writers.h"
#include "api/finish_reason.h"
#include "api/json_object_text.h"
#include "api/service_tier.h"
#include "api/usage.h"

namespace farthing::api {
namespace {

// Texts and thoughts as blocks: what follows its own kind becomes one block with it, as in a
// translated stream.
class Blocks {
 public:
  explicit Blocks(json::Writer& out) : out_(out) {}

  void Text(std::string_view text) { Append(Kind::kText, text); }
  void Thinking(std::string_view text) { Append(Kind::kThinking, text); }
  void Signature(std::string_view signature) {
    if (open_ != Kind::kThinking) Open(Kind::kThinking);
    signature_.append(signature);
  }

  void Close() { Open(Kind::kNone); }

  // For a block of another kind.
  json::Writer& Next() {
    Close();
    ++written_;
    return out_;
  }

  size_t written() const { return written_; }

 private:
  enum class Kind { kNone, kText, kThinking };

  void Append(Kind kind, std::string_view text) {
    if (text.empty()) return;
    if (open_ != kind) Open(kind);
    text_.append(text);
  }

  void Open(Kind kind) {
    if (open_ == Kind::kText) {
      out_.BeginObject().StringMember("type", "text").StringMember("text", text_).EndObject();
    } else if (open_ == Kind::kThinking) {
      out_.BeginObject().StringMember("type", "thinking").StringMember("thinking", text_);
      out_.StringMember("signature", signature_).EndObject();
    }
    if (open_ != Kind::kNone) ++written_;
    text_.clear();
    signature_.clear();
    open_ = kind;
  }

  json::Writer& out_;
  Kind open_ = Kind::kNone;
  std::string text_;
  std::string signature_;
  size_t written_ = 0;
};

void WriteThinkingBlock(json::Value block, Blocks& blocks) {
  if (const json::Value data = block.Find("data"); data.is_string()) {
    json::Writer& out = blocks.Next();
    out.BeginObject().StringMember("type", "redacted_thinking");
    out.RawMember("data", data.raw()).EndObject();
    return;
  }
  blocks.Close();
  blocks.Thinking(block.Find("thinking").string());
  blocks.Signature(block.Find("signature").string());
}

void WriteReasoning(json::Value message, Blocks& blocks) {
  const json::Value thinking_blocks = message.Find(kThinkingBlocks);
  if (thinking_blocks.size() > 0) {
    for (json::Value block : thinking_blocks) WriteThinkingBlock(block, blocks);
    return;
  }
  std::string_view text = message.Find(kReasoningText).string();
  if (text.empty()) text = message.Find("reasoning").string();
  blocks.Thinking(text);
}

// A string, or the parts that Mistral's reasoning models send.
void WriteContent(json::Value content, Blocks& blocks) {
  blocks.Text(content.string());
  if (!content.is_array()) return;
  for (json::Value part : content) {
    blocks.Text(part.Find("text").string());
    for (json::Value thought : part.Find("thinking"))
      blocks.Thinking(thought.Find("text").string());
  }
}

// What follows a whole object is left out, as a stream, which has written the object by then, must.
std::string_view WithoutRest(std::string_view text) {
  const size_t begin = text.find_first_not_of(kJsonSpace);
  if (begin == text.npos || text[begin] != '{') return text;
  return text.substr(0, ObjectProgress().Feed(text));
}

void WriteInput(json::Value arguments, json::Writer& out) {
  if (arguments.is_object()) {
    out.RawMember("input", arguments.raw());
  } else if (const auto object = ReadObjectText(WithoutRest(arguments.string()))) {
    out.RawMember("input", *object);
  } else {
    out.Key("input").BeginObject().StringMember(kInvalidJson, arguments.string()).EndObject();
  }
}

void WriteToolUse(json::Value call, json::Value function, std::string_view answer_id,
                  Blocks& blocks) {
  blocks.Close();
  std::string id(call.Find("id").string());
  if (id.empty()) id = "toolu_" + std::to_string(blocks.written()) + "_" + std::string(answer_id);
  json::Writer& out = blocks.Next();
  out.BeginObject().StringMember("type", "tool_use").StringMember("id", id);
  out.StringMember("name", function.Find("name").string());
  WriteInput(function.Find("arguments"), out);
  const json::Value extra = call.Find(kExtraContent);
  if (extra.is_object()) out.RawMember(kExtraContent, extra.raw());
  out.EndObject();
}

// Where both forms stand, they say the same call.
size_t WriteToolUses(json::Value message, std::string_view answer_id, Blocks& blocks) {
  const json::Value calls = message.Find("tool_calls");
  for (json::Value call : calls) WriteToolUse(call, call.Find("function"), answer_id, blocks);
  const json::Value old = message.Find("function_call");
  if (calls.size() > 0 || !old.is_object()) return calls.size();
  WriteToolUse({}, old, answer_id, blocks);
  return 1;
}

json::Value FirstChoice(json::Value completion) {
  for (json::Value choice : completion.Find("choices")) {
    if (choice.Find("index").integer().value_or(0) == 0) return choice;
  }
  return {};
}

void WriteStop(json::Value choice, bool has_calls, json::Writer& out) {
  std::string_view reason = StopReasonOf(choice.Find("finish_reason").string(), has_calls);
  if (!choice.Find("message").Find("refusal").string().empty()) reason = "refusal";
  const std::string_view sequence = reason == "end_turn" ? MatchedStopOf(choice) : "";
  if (sequence.empty()) {
    out.StringMember("stop_reason", reason).RawMember("stop_sequence", "null");
  } else {
    out.StringMember("stop_reason", "stop_sequence").StringMember("stop_sequence", sequence);
  }
}

}  // namespace

Status WriteAnthropicAnswer(json::Value completion, const AnswerContext& context,
                            const model::Usage& usage, json::Writer& out) {
  const json::Value choice = FirstChoice(completion);
  const json::Value message = choice.Find("message");
  if (!message.is_object()) {
    return Fail(Error::Upstream("The provider's answer is not a chat completion.", true));
  }
  if (Status status = CheckFinishReason(choice.Find("finish_reason").string()); !status) {
    return status;
  }
  out.BeginObject().StringMember("id", context.id).StringMember("type", "message");
  out.StringMember("role", "assistant").StringMember("model", context.model);
  out.Key("content").BeginArray();
  Blocks blocks(out);
  WriteReasoning(message, blocks);
  WriteContent(message.Find("content"), blocks);
  blocks.Text(message.Find("refusal").string());
  const size_t calls = WriteToolUses(message, context.id, blocks);
  blocks.Close();
  out.EndArray();
  WriteStop(choice, calls > 0, out);
  out.Key("usage");
  WriteAnthropicUsage(usage, AnthropicTierOf(completion.Find("service_tier").string()), &out);
  out.EndObject();
  return {};
}

}  // namespace farthing::api
