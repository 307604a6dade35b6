#include "observe/trace.h"

#include <optional>

namespace farthing::observe {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

// 16 lower-case hex digits, as the standard wants them; upper case is malformed.
std::optional<uint64_t> ParseHex(std::string_view digits) {
  uint64_t value = 0;
  for (const char c : digits) {
    const size_t digit = kHex.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    value = value << 4 | digit;
  }
  return value;
}

void PutHex(uint64_t value, size_t digits, char* out) {
  for (size_t i = digits; i-- > 0; value >>= 4) out[i] = kHex[value & 15];
}

uint64_t NonZero(Random& random) {
  uint64_t value = random.Next();
  while (value == 0) value = random.Next();
  return value;
}

// VERSION-TRACE-PARENT-FLAGS, 2-32-16-2 digits. A higher version may go on after another dash.
bool ParseTraceparent(std::string_view text, TraceContext* context) {
  constexpr size_t kSize = 55;
  if (text.size() < kSize || text[2] != '-' || text[35] != '-' || text[52] != '-') return false;
  const auto version = ParseHex(text.substr(0, 2));
  if (!version || *version == 0xff) return false;
  if (text.size() > kSize && (*version == 0 || text[kSize] != '-')) return false;
  const auto high = ParseHex(text.substr(3, 16)), low = ParseHex(text.substr(19, 16));
  const auto parent = ParseHex(text.substr(36, 16)), flags = ParseHex(text.substr(53, 2));
  if (!high || !low || !parent || !flags) return false;
  if ((*high | *low) == 0 || *parent == 0) return false;
  context->trace_high = *high;
  context->trace_low = *low;
  context->parent = *parent;
  context->sampled = (*flags & 1) != 0;
  return true;
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool IsKeyText(std::string_view key) {
  constexpr size_t kMaxKey = 256;
  if (key.empty() || key.size() > kMaxKey) return false;
  const bool starts_well = (key[0] >= 'a' && key[0] <= 'z') || (key[0] >= '0' && key[0] <= '9');
  return starts_well && key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-*/@") ==
                            std::string_view::npos;
}

bool IsMember(std::string_view member) {
  constexpr size_t kMaxValue = 256;
  const size_t equals = member.find('=');
  if (equals == std::string_view::npos || !IsKeyText(member.substr(0, equals))) return false;
  const std::string_view value = member.substr(equals + 1);
  if (value.empty() || value.size() > kMaxValue) return false;
  for (const char c : value) {
    if (c < 0x20 || c > 0x7e || c == ',' || c == '=') return false;
  }
  return true;
}

// key=value members between commas; empty ones are allowed.
bool IsTracestate(std::string_view text) {
  constexpr size_t kMaxMembers = 32, kMaxBytes = 4096;
  if (text.size() > kMaxBytes) return false;
  size_t members = 0;
  while (!text.empty()) {
    const size_t comma = text.find(',');
    const std::string_view member = Trim(text.substr(0, comma));
    if (!member.empty() && (!IsMember(member) || ++members > kMaxMembers)) return false;
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  return members > 0;
}

}  // namespace

TraceContext ContinueTrace(std::string_view traceparent, std::string_view tracestate,
                           Random& random) {
  TraceContext context;
  if (ParseTraceparent(traceparent, &context)) {
    if (IsTracestate(tracestate)) context.state = tracestate;
  } else {
    context.trace_high = NonZero(random);
    context.trace_low = random.Next();
  }
  context.span = NonZero(random);
  return context;
}

FixedText<55> FormatTraceparent(const TraceContext& context) {
  FixedText<55> header;
  char* out = header.text;
  out[0] = out[1] = '0';
  out[2] = out[35] = out[52] = '-';
  PutHex(context.trace_high, 16, out + 3);
  PutHex(context.trace_low, 16, out + 19);
  PutHex(context.span, 16, out + 36);
  out[53] = '0';
  out[54] = context.sampled ? '1' : '0';
  return header;
}

FixedText<32> FormatTraceId(const TraceContext& context) {
  FixedText<32> id;
  PutHex(context.trace_high, 16, id.text);
  PutHex(context.trace_low, 16, id.text + 16);
  return id;
}

TraceContext ChildSpan(const TraceContext& context, Random& random) {
  TraceContext child = context;
  child.parent = context.span;
  child.span = NonZero(random);
  return child;
}

RequestId MakeRequestId(Random& random) {
  constexpr std::string_view kDigits = "0123456789abcdefghjkmnpqrstvwxyz";
  constexpr size_t kHalf = 13;  // five bits each: 64 bits and a zero
  RequestId id;
  std::string_view("req_").copy(id.text, 4);
  for (size_t half = 0; half < 2; ++half) {
    uint64_t bits = random.Next();
    for (size_t i = 0; i < kHalf; ++i, bits >>= 5)
      id.text[4 + half * kHalf + i] = kDigits[bits & 31];
  }
  return id;
}

}  // namespace farthing::observe
