#include "upstream/deadlines.h"

#include <charconv>

namespace farthing::upstream {
namespace {

using config::Milliseconds;

// Beyond this a timeout would overflow the clock, and nobody waits a year.
constexpr Milliseconds kLongest = std::chrono::hours(24 * 365);

Milliseconds Shorter(Milliseconds a, Milliseconds b) {
  if (a.count() == 0) return b;
  if (b.count() == 0) return a;
  return std::min(a, b);
}

Result<Milliseconds> ParseHeader(std::string_view text) {
  int64_t value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc() || end != text.data() + text.size() || value <= 0) {
    return Fail(Error::InvalidRequest("x-farthing-timeout-ms must be a positive whole number.",
                                      "x-farthing-timeout-ms"));
  }
  return std::min(Milliseconds(value), kLongest);
}

}  // namespace

Result<config::Timeouts> EffectiveTimeouts(const config::Timeouts& defaults,
                                           const config::Route* route, std::string_view header) {
  config::Timeouts result = defaults;
  if (route != nullptr) {
    result.connect = route->connect.value_or(result.connect);
    if (route->first_byte) result.first_byte = route->first_byte;
    result.idle = route->idle.value_or(result.idle);
    result.total = route->total.value_or(result.total);
  }
  if (!header.empty()) {
    const Result<Milliseconds> asked = ParseHeader(header);
    if (!asked) return Fail(asked.error());
    result.total = Shorter(result.total, *asked);
  }
  result.connect = Shorter(result.connect, result.total);
  if (result.first_byte) result.first_byte = Shorter(*result.first_byte, result.total);
  result.idle = Shorter(result.idle, result.total);
  return result;
}

MonotonicTime DeadlineAfter(MonotonicTime start, Milliseconds timeout) {
  return timeout.count() == 0 ? MonotonicTime::max() : start + std::min(timeout, kLongest);
}

}  // namespace farthing::upstream
