#include <fmt/format.h>

#include "json/writer.h"
#include "upstream/sandbox/render.h"

namespace farthing::sandbox {
namespace {

using json::Writer;

std::string ItemId(const Rendering& rendering, size_t index, bool is_call) {
  return fmt::format("{}_sandbox_{}_{}", is_call ? "fc" : "msg", rendering.hash, index);
}

void WriteTextPart(std::string_view text, Writer* out) {
  out->BeginObject().StringMember("type", "output_text").StringMember("text", text);
  out->Key("annotations")
      .BeginArray()
      .EndArray()
      .Key("logprobs")
      .BeginArray()
      .EndArray()
      .EndObject();
}

// An item as it begins (nothing in it yet) or as it ends.
void WriteMessageItem(const Rendering& rendering, bool is_done, Writer* out) {
  const Choice& choice = rendering.choices[0];
  const bool is_cut = choice.finish == Finish::kLength;
  out->BeginObject()
      .StringMember("id", ItemId(rendering, 0, false))
      .StringMember("type", "message");
  out->StringMember("status", !is_done ? "in_progress" : is_cut ? "incomplete" : "completed");
  out->StringMember("role", "assistant").Key("content").BeginArray();
  if (is_done) WriteTextPart(choice.text, out);
  out->EndArray().EndObject();
}

void WriteCallItem(const Rendering& rendering, size_t index, bool is_done, Writer* out) {
  const ToolCall& call = rendering.choices[0].calls[index];
  out->BeginObject().StringMember("id", ItemId(rendering, index, true));
  out->StringMember("type", "function_call");
  out->StringMember("status", is_done ? "completed" : "in_progress");
  out->StringMember("call_id", fmt::format("call_sandbox_{}_{}", rendering.hash, index));
  out->StringMember("name", call.name).StringMember("arguments", is_done ? call.arguments : "");
  out->EndObject();
}

void WriteOutput(const Rendering& rendering, Writer* out) {
  const Choice& choice = rendering.choices[0];
  out->Key("output").BeginArray();
  if (choice.calls.empty()) WriteMessageItem(rendering, true, out);
  for (size_t i = 0; i < choice.calls.size(); ++i) WriteCallItem(rendering, i, true, out);
  out->EndArray();
}

void WriteUsage(const Rendering& rendering, Writer* out) {
  const int64_t input = rendering.request.input_tokens, output = rendering.output_tokens();
  out->Key("usage").BeginObject().IntMember("input_tokens", input);
  out->Key("input_tokens_details").BeginObject().IntMember("cached_tokens", 0).EndObject();
  out->IntMember("output_tokens", output).Key("output_tokens_details").BeginObject();
  out->IntMember("reasoning_tokens", 0).EndObject().IntMember("total_tokens", input + output);
  out->EndObject();
}

// The response object, before (in progress) and after.
void WriteResponse(const Rendering& rendering, bool is_done, Writer* out) {
  const bool is_cut = rendering.choices[0].finish == Finish::kLength;
  out->BeginObject().StringMember("id", "resp_sandbox_" + rendering.hash);
  out->StringMember("object", "response").IntMember("created_at", rendering.created);
  out->StringMember("status", !is_done ? "in_progress" : is_cut ? "incomplete" : "completed");
  out->Key("error").Null().Key("incomplete_details");
  if (is_done && is_cut) {
    out->BeginObject().StringMember("reason", "max_output_tokens").EndObject();
  } else {
    out->Null();
  }
  out->Key("instructions").Null().StringMember("model", rendering.request.model);
  if (is_done) {
    WriteOutput(rendering, out);
  } else {
    out->Key("output").BeginArray().EndArray();
  }
  out->Key("parallel_tool_calls").Bool(rendering.request.parallel_calls);
  out->StringMember("tool_choice", "auto").Key("tools").BeginArray().EndArray();
  out->Key("metadata").BeginObject().EndObject();
  if (is_done) {
    WriteUsage(rendering, out);
  } else {
    out->Key("usage").Null();
  }
  out->EndObject();
}

// Numbers the events of one stream.
class Sequence {
 public:
  void Add(std::string_view type, size_t bytes, const auto& write) {
    std::string data;
    Writer out(&data);
    out.BeginObject().StringMember("type", type).IntMember("sequence_number", next_++);
    write(out);
    out.EndObject();
    events_.Add(type, data, bytes);
  }
  std::vector<Event> Take() { return events_.Take(); }

 private:
  int64_t next_ = 0;
  EventList events_;
};

// Where an event inside an item belongs.
void WritePlace(const std::string& item_id, size_t output_index, Writer* out) {
  out->StringMember("item_id", item_id)
      .IntMember("output_index", static_cast<int64_t>(output_index));
}

void AddMessage(const Rendering& rendering, Sequence* events) {
  const std::string& text = rendering.choices[0].text;
  const std::string id = ItemId(rendering, 0, false);
  const auto place = [&](Writer& out) {
    WritePlace(id, 0, &out);
    out.IntMember("content_index", 0);
  };
  const auto item = [&](bool is_done) {
    return [&rendering, is_done](Writer& out) {
      out.IntMember("output_index", 0).Key("item");
      WriteMessageItem(rendering, is_done, &out);
    };
  };
  const auto part = [&](std::string_view content) {
    return [&place, content](Writer& out) {
      place(out);
      out.Key("part");
      WriteTextPart(content, &out);
    };
  };
  events->Add("response.output_item.added", 0, item(false));
  events->Add("response.content_part.added", 0, part(""));
  for (const std::string_view piece : PiecesOf(text)) {
    events->Add("response.output_text.delta", piece.size(), [&](Writer& out) {
      place(out);
      out.StringMember("delta", piece).Key("logprobs").BeginArray().EndArray();
    });
  }
  events->Add("response.output_text.done", 0, [&](Writer& out) {
    place(out);
    out.StringMember("text", text).Key("logprobs").BeginArray().EndArray();
  });
  events->Add("response.content_part.done", 0, part(text));
  events->Add("response.output_item.done", 0, item(true));
}

void AddCall(const Rendering& rendering, size_t index, Sequence* events) {
  const ToolCall& call = rendering.choices[0].calls[index];
  const std::string id = ItemId(rendering, index, true);
  const auto item = [&](bool is_done) {
    return [&rendering, index, is_done](Writer& out) {
      out.IntMember("output_index", static_cast<int64_t>(index)).Key("item");
      WriteCallItem(rendering, index, is_done, &out);
    };
  };
  events->Add("response.output_item.added", call.name.size(), item(false));
  for (const std::string_view piece : PiecesOf(call.arguments)) {
    events->Add("response.function_call_arguments.delta", piece.size(), [&](Writer& out) {
      WritePlace(id, index, &out);
      out.StringMember("delta", piece);
    });
  }
  events->Add("response.function_call_arguments.done", 0, [&](Writer& out) {
    WritePlace(id, index, &out);
    out.StringMember("name", call.name).StringMember("arguments", call.arguments);
  });
  events->Add("response.output_item.done", 0, item(true));
}

}  // namespace

std::string ResponsesAnswer(const Rendering& rendering) {
  std::string text;
  Writer out(&text);
  WriteResponse(rendering, true, &out);
  return text;
}

std::vector<Event> ResponsesEvents(const Rendering& rendering) {
  Sequence events;
  const auto response = [&](bool is_done) {
    return [&rendering, is_done](Writer& out) {
      out.Key("response");
      WriteResponse(rendering, is_done, &out);
    };
  };
  events.Add("response.created", 0, response(false));
  events.Add("response.in_progress", 0, response(false));
  const Choice& choice = rendering.choices[0];
  if (choice.calls.empty()) AddMessage(rendering, &events);
  for (size_t i = 0; i < choice.calls.size(); ++i) AddCall(rendering, i, &events);
  const bool is_cut = choice.finish == Finish::kLength;
  events.Add(is_cut ? "response.incomplete" : "response.completed", 0, response(true));
  return events.Take();
}

}  // namespace farthing::sandbox
