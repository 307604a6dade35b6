#include "lab/eval/decimal.h"

#include <charconv>
#include <limits>

namespace farthing::lab {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr int kMostDigits = 30;  // more are noise, and 10^30 fits a Wide with room for rounding
constexpr int kMostPlaces = 60;

struct Digits {
  Wide value = 0;
  int exponent = 0;  // value × 10^exponent
};

// The part before an exponent.
std::optional<Digits> ReadDigits(std::string_view text) {
  Digits digits;
  int count = 0;
  bool any = false, after_point = false;
  for (const char c : text) {
    if (c == '_') continue;
    if (c == '.' && !after_point) {
      after_point = true;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    any = true;
    if (count == kMostDigits) {
      digits.exponent += after_point ? 0 : 1;
      continue;
    }
    digits.value = digits.value * 10 + static_cast<unsigned>(c - '0');
    if (digits.value > 0) ++count;
    digits.exponent -= after_point ? 1 : 0;
  }
  return any ? std::optional(digits) : std::nullopt;
}

}  // namespace

std::optional<int64_t> Scaled(std::string_view number, int places) {
  const size_t mark = number.find_first_of("eE");
  std::optional<Digits> digits = ReadDigits(number.substr(0, mark));
  if (!digits) return std::nullopt;
  int exponent = digits->exponent + places;
  if (mark != std::string_view::npos) {
    std::string_view text = number.substr(mark + 1);
    if (text.starts_with('+')) text.remove_prefix(1);
    int stated = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), stated);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    if (stated < -kMostPlaces || stated > kMostPlaces) return std::nullopt;
    exponent += stated;
  }
  Wide value = digits->value;
  constexpr auto kMost = static_cast<Wide>(std::numeric_limits<int64_t>::max());
  for (; exponent > 0 && value > 0; --exponent) {
    value *= 10;
    if (value > kMost) return std::nullopt;
  }
  unsigned last = 0;
  for (; exponent < 0 && (value > 0 || last > 0); ++exponent) {
    last = static_cast<unsigned>(value % 10);
    value /= 10;
  }
  if (last >= 5) ++value;
  if (value > kMost) return std::nullopt;
  return static_cast<int64_t>(value);
}

}  // namespace farthing::lab
