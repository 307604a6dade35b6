#include "api/stream_tap.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "api/provider_error.h"
#include "api/usage.h"

namespace farthing::api {
namespace {

// The members that matter, by the first byte of their value; '\0': it is not there, or null. In the
// text of an answer the quotes of a key would be escaped.
struct Marks {
  char usage = '\0';
  char error = '\0';
  char finish_reason = '\0';
};

constexpr std::string_view kUsage = "\"usage\"", kError = "\"error\"",
                           kFinish = "\"finish_reason\"";
constexpr size_t kStep = 32;

// Whether one of the keys may begin among kStep bytes. REQUIRES: kStep + 1 bytes. Without branches,
// so that it becomes a few vector instructions.
bool MayBegin(const char* bytes) {
  uint8_t any = 0;
  for (size_t i = 0; i < kStep; ++i) {
    const char next = bytes[i + 1];
    any |= (bytes[i] == '"') & ((next == 'u') | (next == 'e') | (next == 'f'));
  }
  return any != 0;
}

char FirstByteOfValue(std::string_view after_key) {
  const auto skip_space = [&after_key] {
    after_key.remove_prefix(std::min(after_key.find_first_not_of(" \t"), after_key.size()));
  };
  skip_space();
  if (!after_key.starts_with(':')) return '\0';
  after_key.remove_prefix(1);
  skip_space();
  return after_key.empty() || after_key.front() == 'n' ? '\0' : after_key.front();
}

void Note(std::string_view data, std::string_view key, char* mark) {
  if (*mark == '\0' && data.starts_with(key)) *mark = FirstByteOfValue(data.substr(key.size()));
}

void NoteAll(std::string_view data, size_t begin, size_t end, Marks* marks) {
  for (size_t i = begin; i < end; ++i) {
    if (data[i] != '"') continue;
    const std::string_view rest = data.substr(i);
    Note(rest, kUsage, &marks->usage);
    Note(rest, kError, &marks->error);
    Note(rest, kFinish, &marks->finish_reason);
  }
}

Marks FindMarks(std::string_view data) {
  Marks marks;
  size_t at = 0;
  for (; at + kStep < data.size(); at += kStep) {
    if (MayBegin(data.data() + at)) NoteAll(data, at, at + kStep, &marks);
  }
  NoteAll(data, at, data.size(), &marks);
  return marks;
}

bool IsResponsesEnd(std::string_view event) {
  return event == "response.completed" || event == "response.incomplete" ||
         event == "response.failed" || event == "response.cancelled";
}

}  // namespace

Result<StreamTap::Action> StreamTap::OnEvent(const net::SseEvent& event) {
  if (!event.has_data) return Action::kForward;
  const Marks marks = FindMarks(event.data);
  if (event.event == "error" || marks.error != '\0') {
    if (auto error = ErrorInsideAnswer(dialect_, event.data)) return Fail(*std::move(error));
  }
  // Some OpenAI-compatible providers close without [DONE]; a finish_reason is as good.
  const bool is_end = IsEnd(event);
  ended_ = ended_ || is_end || (dialect_ == Dialect::kOpenAI && marks.finish_reason == '"');
  const Action action = marks.usage == '{' ? TakeUsage(event.data) : Action::kForward;
  return is_end ? Action::kEnd : action;
}

bool StreamTap::IsEnd(const net::SseEvent& event) const {
  if (dialect_ == Dialect::kOpenAI) return event.data == "[DONE]" || IsResponsesEnd(event.event);
  return event.event == "message_stop" || event.data.starts_with(R"({"type":"message_stop")");
}

StreamTap::Action StreamTap::TakeUsage(std::string_view data) {
  if (!document_.Load(data)) return Action::kForward;
  const json::Value root = document_.root();
  api::TakeUsage(dialect_, root, &usage_);
  const json::Value choices = root.Find("choices");
  const bool usage_only = root.Find("usage") && choices.is_array() && choices.size() == 0;
  return hide_usage_chunk_ && usage_only ? Action::kHide : Action::kForward;
}

}  // namespace farthing::api
