#include "observe/access_log.h"

#include <fmt/format.h>

#include "base/timestamp.h"
#include "base/utf8.h"
#include "json/writer.h"

namespace farthing::observe {
namespace {

constexpr size_t kMaxText = 256;

void AppendInt(uint64_t value, std::string* out) {
  const fmt::format_int digits(value);
  out->append(digits.data(), digits.size());
}

// `lead` is the comma, the key and the colon: one append, nothing to escape.
void Number(std::string_view lead, uint64_t value, std::string* out) {
  out->append(lead);
  AppendInt(value, out);
}

void NumberUnlessZero(std::string_view lead, uint64_t value, std::string* out) {
  if (value != 0) Number(lead, value, out);
}

void Text(std::string_view lead, std::string_view text, std::string* out,
          size_t max_bytes = kMaxText) {
  if (text.empty()) return;
  out->append(lead);
  text = Utf8Prefix(text, max_bytes);
  if (IsUtf8(text)) [[likely]] {
    json::AppendString(text, out);
    return;
  }
  std::string valid;
  AppendLossyUtf8(text, &valid);
  json::AppendString(valid, out);
}

// Milliseconds with three decimals.
void Millis(std::string_view lead, Duration duration, std::string* out) {
  if (duration < Duration(0)) return;
  const auto us = static_cast<uint64_t>(duration.count()) / 1000;
  out->append(lead);
  AppendInt(us / 1000, out);
  const char decimals[] = {'.', static_cast<char>('0' + us / 100 % 10),
                           static_cast<char>('0' + us / 10 % 10), static_cast<char>('0' + us % 10)};
  out->append(decimals, sizeof decimals);
}

void Tokens(const TokenCounts& tokens, std::string* out) {
  if ((tokens.fresh | tokens.cache_read | tokens.cache_write | tokens.output | tokens.reasoning) ==
      0) {
    return;
  }
  Number(",\"tokens\":{\"fresh\":", tokens.fresh, out);
  NumberUnlessZero(",\"cache_read\":", tokens.cache_read, out);
  NumberUnlessZero(",\"cache_write\":", tokens.cache_write, out);
  Number(",\"output\":", tokens.output, out);
  NumberUnlessZero(",\"reasoning\":", tokens.reasoning, out);
  out->push_back('}');
}

void WhoAndWhat(const AccessRecord& record, std::string* out) {
  Text(",\"request_id\":", record.request_id, out);
  Text(",\"trace_id\":", record.trace_id, out);
  Text(",\"client\":", record.client, out);
  Text(",\"key\":", record.key, out);
  Text(",\"tenant\":", record.tenant, out);
  Text(",\"method\":", record.method, out);
  Text(",\"path\":", record.path.substr(0, record.path.find('?')), out);
  Text(",\"dialect\":", record.dialect, out);
  Text(",\"route\":", record.route, out);
  Text(",\"asked_model\":", record.asked_model, out);
  Text(",\"provider\":", record.provider, out);
  Text(",\"model\":", record.model, out);
}

}  // namespace

void AppendAccessLine(const AccessRecord& record, std::string* out) {
  out->append("{\"time\":\"");
  AppendTimestamp(record.time, out);
  out->push_back('"');
  WhoAndWhat(record, out);
  Number(",\"status\":", static_cast<uint64_t>(record.status), out);
  NumberUnlessZero(",\"attempts\":", static_cast<uint64_t>(record.attempts), out);
  if (record.stream) out->append(",\"stream\":true");
  Number(",\"bytes_in\":", record.bytes_in, out);
  Number(",\"bytes_out\":", record.bytes_out, out);
  Tokens(record.tokens, out);
  Millis(",\"ttft_ms\":", record.first_token, out);
  Millis(",\"duration_ms\":", record.duration, out);
  Text(",\"error\":", record.error, out);
  Text(",\"agent\":", record.agent, out);
  Text(",\"prompt\":", record.prompt, out, kMostLoggedBody);
  Text(",\"answer\":", record.answer, out, kMostLoggedBody);
  out->append("}\n");
}

void AccessLog::Write(const AccessRecord& record) {
  line_.clear();
  AppendAccessLine(record, &line_);
  if (ring_.TryPush(line_)) {
    writer_.Pushed(ring_);
  } else {
    dropped_.Add();
  }
}

}  // namespace farthing::observe
