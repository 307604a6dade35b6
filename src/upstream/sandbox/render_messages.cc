#include <fmt/format.h>

#include "base/base64.h"
#include "json/writer.h"
#include "upstream/sandbox/render.h"

namespace farthing::sandbox {
namespace {

using json::Writer;

std::string_view StopReason(Finish finish) {
  switch (finish) {
    case Finish::kLength:
      return "max_tokens";
    case Finish::kToolCalls:
      return "tool_use";
    case Finish::kStopSequence:
      return "stop_sequence";
    case Finish::kStop:
      break;
  }
  return "end_turn";
}

std::string CallId(const Rendering& rendering, size_t call) {
  return fmt::format("toolu_sandbox_{}_{}", rendering.hash, call);
}

// Looks like a signature and says what it is.
std::string SignatureOf(const Rendering& rendering) {
  return Base64Encode("sandbox signature " + rendering.hash);
}

void WriteStop(const Choice& choice, Writer* out) {
  out->StringMember("stop_reason", StopReason(choice.finish)).Key("stop_sequence");
  choice.finish == Finish::kStopSequence ? out->String(choice.stop_sequence) : out->Null();
}

void WriteUsage(const Rendering& rendering, int64_t output_tokens, Writer* out) {
  out->Key("usage").BeginObject().IntMember("input_tokens", rendering.request.input_tokens);
  out->IntMember("cache_creation_input_tokens", 0).IntMember("cache_read_input_tokens", 0);
  out->IntMember("output_tokens", output_tokens).EndObject();
}

void WriteHead(const Rendering& rendering, Writer* out) {
  out->BeginObject().StringMember("id", "msg_sandbox_" + rendering.hash);
  out->StringMember("type", "message").StringMember("role", "assistant");
  out->StringMember("model", rendering.request.model);
}

void WriteContent(const Rendering& rendering, Writer* out) {
  const Choice& choice = rendering.choices[0];
  out->Key("content").BeginArray();
  if (!choice.thinking.empty()) {
    out->BeginObject().StringMember("type", "thinking").StringMember("thinking", choice.thinking);
    out->StringMember("signature", SignatureOf(rendering)).EndObject();
  }
  if (!choice.text.empty()) {
    out->BeginObject().StringMember("type", "text").StringMember("text", choice.text).EndObject();
  }
  for (size_t i = 0; i < choice.calls.size(); ++i) {
    out->BeginObject().StringMember("type", "tool_use").StringMember("id", CallId(rendering, i));
    out->StringMember("name", choice.calls[i].name);
    out->RawMember("input", choice.calls[i].arguments).EndObject();
  }
  out->EndArray();
}

// Writes the events of one stream; blocks are numbered as they begin.
class Blocks {
 public:
  void Add(std::string_view type, size_t bytes, const auto& write) {
    std::string data;
    Writer out(&data);
    out.BeginObject().StringMember("type", type);
    write(out);
    out.EndObject();
    events_.Add(type, data, bytes);
  }

  void Begin(const auto& write) {
    Add("content_block_start", 0, [&](Writer& out) {
      out.IntMember("index", index_).Key("content_block").BeginObject();
      write(out);
      out.EndObject();
    });
  }

  void Deltas(std::string_view type, std::string_view field, std::string_view text) {
    for (const std::string_view piece : PiecesOf(text)) Delta(type, field, piece, piece.size());
  }

  void Delta(std::string_view type, std::string_view field, std::string_view text, size_t paced) {
    Add("content_block_delta", paced, [&](Writer& out) {
      out.IntMember("index", index_).Key("delta").BeginObject();
      out.StringMember("type", type).StringMember(field, text).EndObject();
    });
  }

  void End() {
    Add("content_block_stop", 0, [&](Writer& out) { out.IntMember("index", index_); });
    ++index_;
  }

  std::vector<Event> Take() { return events_.Take(); }

 private:
  int64_t index_ = 0;
  EventList events_;
};

void AddBlocks(const Rendering& rendering, Blocks* blocks) {
  const Choice& choice = rendering.choices[0];
  if (!choice.thinking.empty()) {
    blocks->Begin([](Writer& out) {
      out.StringMember("type", "thinking").StringMember("thinking", "");
      out.StringMember("signature", "");
    });
    blocks->Deltas("thinking_delta", "thinking", choice.thinking);
    blocks->Delta("signature_delta", "signature", SignatureOf(rendering), 0);
    blocks->End();
  }
  if (!choice.text.empty()) {
    blocks->Begin([](Writer& out) { out.StringMember("type", "text").StringMember("text", ""); });
    blocks->Deltas("text_delta", "text", choice.text);
    blocks->End();
  }
  for (size_t i = 0; i < choice.calls.size(); ++i) {
    blocks->Begin([&](Writer& out) {
      out.StringMember("type", "tool_use").StringMember("id", CallId(rendering, i));
      out.StringMember("name", choice.calls[i].name).Key("input").BeginObject().EndObject();
    });
    blocks->Deltas("input_json_delta", "partial_json", choice.calls[i].arguments);
    blocks->End();
  }
}

}  // namespace

std::string MessagesAnswer(const Rendering& rendering) {
  std::string text;
  Writer out(&text);
  WriteHead(rendering, &out);
  WriteContent(rendering, &out);
  WriteStop(rendering.choices[0], &out);
  WriteUsage(rendering, rendering.output_tokens(), &out);
  out.EndObject();
  return text;
}

std::vector<Event> MessagesEvents(const Rendering& rendering) {
  Blocks blocks;
  blocks.Add("message_start", 0, [&](Writer& out) {
    out.Key("message");
    WriteHead(rendering, &out);
    out.Key("content").BeginArray().EndArray();
    out.Key("stop_reason").Null().Key("stop_sequence").Null();
    WriteUsage(rendering, 1, &out);
    out.EndObject();
  });
  blocks.Add("ping", 0, [](Writer&) {});
  AddBlocks(rendering, &blocks);
  blocks.Add("message_delta", 0, [&](Writer& out) {
    out.Key("delta").BeginObject();
    WriteStop(rendering.choices[0], &out);
    out.EndObject();
    WriteUsage(rendering, rendering.output_tokens(), &out);
  });
  blocks.Add("message_stop", 0, [](Writer&) {});
  return blocks.Take();
}

}  // namespace farthing::sandbox
