#include "ledger/dollars.h"

#include <charconv>
#include <string>

namespace farthing::ledger {
namespace {

constexpr int kLargestExponent = 1000;

std::string_view TakeDigits(std::string_view* text) {
  size_t end = 0;
  while (end < text->size() && (*text)[end] >= '0' && (*text)[end] <= '9') ++end;
  const std::string_view digits = text->substr(0, end);
  text->remove_prefix(end);
  return digits;
}

bool TakeSign(std::string_view* text) {
  const bool negative = text->starts_with('-');
  if (negative || text->starts_with('+')) text->remove_prefix(1);
  return negative;
}

// What stands behind a number's digits: nothing, or e and a whole number.
std::optional<int> ReadExponent(std::string_view text) {
  if (text.empty()) return 0;
  if (text[0] != 'e' && text[0] != 'E') return std::nullopt;
  text.remove_prefix(1);
  const bool negative = TakeSign(&text);
  int exponent = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exponent);
  if (error != std::errc() || end != text.data() + text.size() || exponent < 0 ||
      exponent > kLargestExponent) {
    return std::nullopt;
  }
  return negative ? -exponent : exponent;
}

// The whole number that `digits` begin with when the point stands behind `whole` of them.
std::optional<int64_t> Round(const std::string& digits, int64_t whole) {
  if (whole < 0) return 0;
  std::string kept = "0" + digits.substr(0, static_cast<size_t>(whole));
  const auto size = static_cast<int64_t>(digits.size());
  if (whole > size) kept.append(static_cast<size_t>(whole - size), '0');
  int64_t value = 0;
  const auto [end, error] = std::from_chars(kept.data(), kept.data() + kept.size(), value);
  if (error != std::errc()) return std::nullopt;
  const bool up = whole < size && digits[static_cast<size_t>(whole)] >= '5';
  if (up && value == INT64_MAX) return std::nullopt;
  return value + (up ? 1 : 0);
}

}  // namespace

std::optional<int64_t> ReadPicodollars(std::string_view text, MoneyUnit unit) {
  const bool negative = TakeSign(&text);
  std::string digits(TakeDigits(&text));
  const auto point = static_cast<int64_t>(digits.size());
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    digits += TakeDigits(&text);
  }
  const std::optional<int> exponent = ReadExponent(text);
  if (digits.empty() || !exponent) return std::nullopt;
  const std::optional<int64_t> value = Round(digits, point + *exponent + static_cast<int>(unit));
  if (!value) return std::nullopt;
  return negative ? -*value : *value;
}

}  // namespace farthing::ledger
