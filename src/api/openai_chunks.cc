#include "api/openai_chunks.h"

#include <fmt/format.h>

#include "json/writer.h"

namespace farthing::api {
namespace {

// Deltas are short; this holds nearly all of them without a heap allocation.
using DeltaBuffer = fmt::memory_buffer;

template <typename... Parts>
void Concatenate(DeltaBuffer* buffer, const Parts&... parts) {
  (buffer->append(std::string_view(parts)), ...);
}

std::string_view View(const DeltaBuffer& buffer) { return {buffer.data(), buffer.size()}; }

std::string_view Digits(const fmt::format_int& number) { return {number.data(), number.size()}; }

}  // namespace

OpenAIChunks::OpenAIChunks(std::string_view id, std::string_view model, int64_t created,
                           bool include_usage)
    : tail_(include_usage ? "}],\"usage\":null}\n\n" : "}]}\n\n") {
  head_ = "data: ";
  json::Writer writer(&head_);
  writer.BeginObject().StringMember("id", id).StringMember("object", "chat.completion.chunk");
  writer.IntMember("created", created).StringMember("model", model);
  SetServiceTier({});
}

void OpenAIChunks::SetServiceTier(std::string_view tier) {
  choices_.clear();
  if (!tier.empty()) {
    choices_.append(",\"service_tier\":");
    json::AppendString(tier, &choices_);
  }
  choices_.append(",\"choices\":[");
}

void OpenAIChunks::Role(std::string* out) const {
  Delta(R"({"role":"assistant","content":null})", "null", out);
}

void OpenAIChunks::Content(std::string_view json, std::string* out) const {
  DeltaBuffer delta;
  Concatenate(&delta, R"({"content":)", json, "}");
  Delta(View(delta), "null", out);
}

void OpenAIChunks::Refusal(std::string_view json, std::string* out) const {
  DeltaBuffer delta;
  Concatenate(&delta, R"({"refusal":)", json, "}");
  Delta(View(delta), "null", out);
}

void OpenAIChunks::Reasoning(std::string_view json, std::string* out) const {
  DeltaBuffer delta;
  Concatenate(&delta, R"({"reasoning_content":)", json, "}");
  Delta(View(delta), "null", out);
}

void OpenAIChunks::Thinking(size_t block, std::string_view thinking_json,
                            std::string_view signature_json, std::string* out) const {
  DeltaBuffer delta;
  Concatenate(&delta, R"({"thinking_blocks":[{"index":)", Digits(fmt::format_int(block)),
              R"(,"type":"thinking","thinking":)", thinking_json, R"(,"signature":)",
              signature_json, "}]}");
  Delta(View(delta), "null", out);
}

void OpenAIChunks::RedactedThinking(size_t block, std::string_view data_json,
                                    std::string* out) const {
  DeltaBuffer delta;
  Concatenate(&delta, R"({"thinking_blocks":[{"index":)", Digits(fmt::format_int(block)),
              R"(,"type":"redacted_thinking","data":)", data_json, "}]}");
  Delta(View(delta), "null", out);
}

void OpenAIChunks::ToolCallStart(size_t index, std::string_view id_json, std::string_view name_json,
                                 std::string* out) const {
  DeltaBuffer delta;
  Concatenate(&delta, R"({"tool_calls":[{"index":)", Digits(fmt::format_int(index)), R"(,"id":)",
              id_json, R"(,"type":"function","function":{"name":)", name_json,
              R"(,"arguments":""}}]})");
  Delta(View(delta), "null", out);
}

void OpenAIChunks::Arguments(size_t index, std::string_view json, std::string* out) const {
  DeltaBuffer delta;
  Concatenate(&delta, R"({"tool_calls":[{"index":)", Digits(fmt::format_int(index)),
              R"(,"function":{"arguments":)", json, "}}]}");
  Delta(View(delta), "null", out);
}

void OpenAIChunks::Finish(std::string_view finish_reason, std::string* out) const {
  DeltaBuffer reason;
  Concatenate(&reason, "\"", finish_reason, "\"");
  Delta("{}", View(reason), out);
}

void OpenAIChunks::UsageOnly(const model::Usage& usage, std::string* out) const {
  Head(out);
  out->append("],\"usage\":");
  json::Writer writer(out);
  WriteUsage(Dialect::kOpenAI, usage, &writer);
  out->append("}\n\n");
}

void OpenAIChunks::Head(std::string* out) const { out->append(head_).append(choices_); }

void OpenAIChunks::Delta(std::string_view delta_json, std::string_view finish_json,
                         std::string* out) const {
  Head(out);
  out->append("{\"index\":0,\"delta\":").append(delta_json);
  out->append(",\"logprobs\":null,\"finish_reason\":").append(finish_json).append(tail_);
}

}  // namespace farthing::api
