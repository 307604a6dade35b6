#include "base/money.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "base/check.h"

namespace farthing {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr int kPlaces = 12;  // of dollars in picodollars, of $/M in attodollars a token
constexpr Wide kMost = std::numeric_limits<int64_t>::max();

Error TooMuch() {
  return Error::InvalidRequest("the amount is beyond 9.2 million dollars; check the token counts");
}

// A plain decimal times 10^places; nullopt where it is none, is finer, or does not fit.
std::optional<int64_t> ParseScaled(std::string_view text, int places) {
  const size_t point = std::min(text.find('.'), text.size());
  std::string_view fraction = text.substr(std::min(point + 1, text.size()));
  if (point == 0 || (point < text.size() && fraction.empty())) return std::nullopt;
  while (fraction.ends_with('0')) fraction.remove_suffix(1);
  if (fraction.size() > static_cast<size_t>(places)) return std::nullopt;
  std::string digits(text.substr(0, point));
  digits.append(fraction).append(static_cast<size_t>(places) - fraction.size(), '0');
  int64_t value = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') return std::nullopt;
    if (__builtin_mul_overflow(value, 10, &value)) return std::nullopt;
    if (__builtin_add_overflow(value, digit - '0', &value)) return std::nullopt;
  }
  return value;
}

std::string FormatScaled(uint64_t value) {
  std::string digits = std::to_string(value);
  if (digits.size() <= kPlaces) digits.insert(0, kPlaces + 1 - digits.size(), '0');
  digits.insert(digits.size() - kPlaces, 1, '.');
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.ends_with('.')) digits.pop_back();
  return digits;
}

}  // namespace

Result<Money> Money::ParseUsd(std::string_view text) {
  if (const auto value = ParseScaled(text, kPlaces)) return Money(*value);
  return Fail(Error::InvalidRequest("'" + std::string(text) +
                                    "' is not a plain decimal of dollars with at most 12 places"));
}

Result<Money> Add(Money a, Money b) {
  int64_t sum = 0;
  if (__builtin_add_overflow(a.picodollars(), b.picodollars(), &sum)) return Fail(TooMuch());
  return Money::Picodollars(sum);
}

Result<Money> Subtract(Money a, Money b) {
  int64_t difference = 0;
  if (__builtin_sub_overflow(a.picodollars(), b.picodollars(), &difference)) return Fail(TooMuch());
  return Money::Picodollars(difference);
}

Result<Money> Multiply(Money each, int64_t count) {
  int64_t product = 0;
  if (__builtin_mul_overflow(each.picodollars(), count, &product)) return Fail(TooMuch());
  return Money::Picodollars(product);
}

std::string FormatUsd(Money money) {
  const auto bits = static_cast<uint64_t>(money.picodollars());
  return money.picodollars() < 0 ? "-" + FormatScaled(-bits) : FormatScaled(bits);
}

Result<Factor> Factor::Parse(std::string_view text) {
  const auto value = ParseScaled(text, 6);
  if (value && *value <= 1'000'000'000'000) return Factor(*value);
  return Fail(Error::InvalidRequest("'" + std::string(text) +
                                    "' is not a plain decimal factor with at most six places"));
}

Result<Rate> Rate::Parse(std::string_view text) {
  if (const auto value = ParseScaled(text, kPlaces)) return Rate(*value);
  return Fail(Error::InvalidRequest("'" + std::string(text) +
                                    "' is not a price in dollars per million tokens: a plain "
                                    "decimal with at most 12 places"));
}

Result<Rate> Rate::Spread(Money total, int64_t tokens) {
  CHECK(total.picodollars() >= 0 && tokens > 0);
  const Wide amount = Wide(static_cast<uint64_t>(total.picodollars())) * 1'000'000;
  const Wide parts = static_cast<uint64_t>(tokens);
  const Wide remainder = amount % parts;
  const Wide rounded = amount / parts + (remainder >= parts - remainder ? 1 : 0);
  if (rounded > kMost) {
    return Fail(
        Error::InvalidRequest("the price is beyond 9.2 million dollars per million tokens"));
  }
  return Rate(static_cast<int64_t>(rounded));
}

Result<Money> Rate::Times(int64_t tokens, std::span<const Factor> factors) const {
  CHECK(tokens >= 0 && factors.size() <= 2);
  Wide amount = Wide(static_cast<uint64_t>(tokens)) * static_cast<uint64_t>(attodollars_);
  Wide unit = 1'000'000;  // of the amount, in a picodollar
  for (const Factor factor : factors) {
    if (factor == Factor()) continue;
    if (__builtin_mul_overflow(amount, Wide(static_cast<uint64_t>(factor.millionths())), &amount)) {
      return Fail(TooMuch());
    }
    unit *= 1'000'000;
  }
  const Wide remainder = amount % unit;
  const Wide rounded = amount / unit + (remainder >= unit - remainder ? 1 : 0);
  if (rounded > kMost) return Fail(TooMuch());
  return Money::Picodollars(static_cast<int64_t>(rounded));
}

std::string Rate::PerMillion() const { return FormatScaled(static_cast<uint64_t>(attodollars_)); }

}  // namespace farthing
