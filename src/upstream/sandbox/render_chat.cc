#include <fmt/format.h>

#include "json/writer.h"
#include "upstream/sandbox/render.h"

namespace farthing::sandbox {
namespace {

using json::Writer;

std::string_view FinishReason(Finish finish) {
  switch (finish) {
    case Finish::kLength:
      return "length";
    case Finish::kToolCalls:
      return "tool_calls";
    case Finish::kStop:
    case Finish::kStopSequence:
      break;
  }
  return "stop";
}

std::string CallId(const Rendering& rendering, size_t choice, size_t call) {
  return fmt::format("call_sandbox_{}_{}_{}", rendering.hash, choice, call);
}

void WriteHead(const Rendering& rendering, std::string_view object, Writer* out) {
  out->BeginObject().StringMember("id", "chatcmpl-sandbox-" + rendering.hash);
  out->StringMember("object", object).IntMember("created", rendering.created);
  out->StringMember("model", rendering.request.model);
  out->StringMember("system_fingerprint", "fp_sandbox");
}

void WriteUsage(const Rendering& rendering, Writer* out) {
  const int64_t input = rendering.request.input_tokens, output = rendering.output_tokens();
  out->Key("usage").BeginObject().IntMember("prompt_tokens", input);
  out->IntMember("completion_tokens", output).IntMember("total_tokens", input + output);
  out->Key("prompt_tokens_details").BeginObject().IntMember("cached_tokens", 0).EndObject();
  out->Key("completion_tokens_details").BeginObject();
  out->IntMember("reasoning_tokens", rendering.thinking_tokens()).EndObject().EndObject();
}

void WriteMessage(const Rendering& rendering, size_t index, Writer* out) {
  const Choice& choice = rendering.choices[index];
  out->Key("message").BeginObject().StringMember("role", "assistant").Key("content");
  choice.calls.empty() ? out->String(choice.text) : out->Null();
  out->Key("refusal").Null();
  if (!choice.thinking.empty()) out->StringMember("reasoning_content", choice.thinking);
  if (!choice.calls.empty()) {
    out->Key("tool_calls").BeginArray();
    for (size_t i = 0; i < choice.calls.size(); ++i) {
      out->BeginObject().StringMember("id", CallId(rendering, index, i));
      out->StringMember("type", "function").Key("function").BeginObject();
      out->StringMember("name", choice.calls[i].name);
      out->StringMember("arguments", choice.calls[i].arguments).EndObject().EndObject();
    }
    out->EndArray();
  }
  out->EndObject();
}

// Writes the chunks of one stream.
class Chunks {
 public:
  explicit Chunks(const Rendering& rendering) : rendering_(rendering) {}

  // One chunk whose delta `write` fills.
  void Add(size_t index, std::string_view finish, size_t bytes, const auto& write) {
    std::string data;
    Writer out(&data);
    WriteHead(rendering_, "chat.completion.chunk", &out);
    out.Key("choices").BeginArray().BeginObject().IntMember("index", static_cast<int64_t>(index));
    out.Key("delta").BeginObject();
    write(out);
    out.EndObject().Key("logprobs").Null().Key("finish_reason");
    finish.empty() ? out.Null() : out.String(finish);
    out.EndObject().EndArray();
    if (rendering_.request.include_usage) out.Key("usage").Null();
    out.EndObject();
    events_.Add("", data, bytes);
  }

  void AddText(size_t index, std::string_view field, std::string_view text) {
    for (const std::string_view piece : PiecesOf(text)) {
      Add(index, "", piece.size(), [&](Writer& out) { out.StringMember(field, piece); });
    }
  }

  void AddCall(size_t index, size_t call_index) {
    const ToolCall& call = rendering_.choices[index].calls[call_index];
    const auto position = static_cast<int64_t>(call_index);
    Add(index, "", call.name.size(), [&](Writer& out) {
      out.Key("tool_calls").BeginArray().BeginObject().IntMember("index", position);
      out.StringMember("id", CallId(rendering_, index, call_index))
          .StringMember("type", "function");
      out.Key("function").BeginObject().StringMember("name", call.name);
      out.StringMember("arguments", "").EndObject().EndObject().EndArray();
    });
    for (const std::string_view piece : PiecesOf(call.arguments)) {
      Add(index, "", piece.size(), [&](Writer& out) {
        out.Key("tool_calls").BeginArray().BeginObject().IntMember("index", position);
        out.Key("function").BeginObject().StringMember("arguments", piece);
        out.EndObject().EndObject().EndArray();
      });
    }
  }

  std::vector<Event> Finish() {
    if (rendering_.request.include_usage) {
      std::string data;
      Writer out(&data);
      WriteHead(rendering_, "chat.completion.chunk", &out);
      out.Key("choices").BeginArray().EndArray();
      WriteUsage(rendering_, &out);
      out.EndObject();
      events_.Add("", data);
    }
    events_.Add("", "[DONE]");
    return events_.Take();
  }

 private:
  const Rendering& rendering_;
  EventList events_;
};

}  // namespace

std::string ChatAnswer(const Rendering& rendering) {
  std::string text;
  Writer out(&text);
  WriteHead(rendering, "chat.completion", &out);
  out.Key("choices").BeginArray();
  for (size_t i = 0; i < rendering.choices.size(); ++i) {
    out.BeginObject().IntMember("index", static_cast<int64_t>(i));
    WriteMessage(rendering, i, &out);
    out.Key("logprobs").Null();
    out.StringMember("finish_reason", FinishReason(rendering.choices[i].finish)).EndObject();
  }
  out.EndArray();
  WriteUsage(rendering, &out);
  out.EndObject();
  return text;
}

std::vector<Event> ChatEvents(const Rendering& rendering) {
  Chunks chunks(rendering);
  for (size_t i = 0; i < rendering.choices.size(); ++i) {
    const Choice& choice = rendering.choices[i];
    chunks.Add(i, "", 0, [&](Writer& out) {
      out.StringMember("role", "assistant").Key("content");
      choice.calls.empty() ? out.String("") : out.Null();
      out.Key("refusal").Null();
    });
    chunks.AddText(i, "reasoning_content", choice.thinking);
    chunks.AddText(i, "content", choice.text);
    for (size_t call = 0; call < choice.calls.size(); ++call) chunks.AddCall(i, call);
    chunks.Add(i, FinishReason(choice.finish), 0, [](Writer&) {});
  }
  return chunks.Finish();
}

}  // namespace farthing::sandbox
