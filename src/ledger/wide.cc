#include "ledger/wide.h"

#include <algorithm>

namespace farthing::ledger {
namespace {

__extension__ using Magnitude = unsigned __int128;

constexpr size_t kPlaces = 12;  // of dollars in picodollars

Magnitude MagnitudeOf(Wide value) {
  return value < 0 ? -static_cast<Magnitude>(value) : static_cast<Magnitude>(value);
}

std::string Digits(Magnitude value) {
  std::string digits;
  do {
    digits.push_back(static_cast<char>('0' + static_cast<int>(value % 10)));
    value /= 10;
  } while (value != 0);
  std::ranges::reverse(digits);
  return digits;
}

std::string WithPoint(std::string digits, size_t places) {
  if (places == 0) return digits;
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  return digits.insert(digits.size() - places, 1, '.');
}

std::string Grouped(std::string number) {
  const size_t whole = std::min(number.find('.'), number.size());
  for (size_t at = whole; at > 3; at -= 3) number.insert(at - 3, 1, ',');
  return number;
}

}  // namespace

bool AddTo(Wide more, Wide* sum) {
  Wide result = 0;
  if (__builtin_add_overflow(*sum, more, &result)) return false;
  *sum = result;
  return true;
}

std::string FormatWhole(Wide value) { return (value < 0 ? "-" : "") + Digits(MagnitudeOf(value)); }

std::string FormatGrouped(Wide value) {
  return (value < 0 ? "-" : "") + Grouped(Digits(MagnitudeOf(value)));
}

std::string FormatExactUsd(Wide picodollars) {
  std::string text = WithPoint(Digits(MagnitudeOf(picodollars)), kPlaces);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return (picodollars < 0 ? "-" : "") + text;
}

std::string FormatDollars(Wide picodollars, int places) {
  Wide unit = 1;
  for (int i = places; i < static_cast<int>(kPlaces); ++i) unit *= 10;
  const Wide rounded = DivideRounded(picodollars, unit);
  const std::string_view sign = picodollars < 0 ? "-" : "";
  const bool vanishes = rounded == 0 && picodollars != 0;
  const Magnitude shown = vanishes ? 1 : MagnitudeOf(rounded);
  return std::string(vanishes ? "<" : "").append(sign).append("$") +
         Grouped(WithPoint(Digits(shown), static_cast<size_t>(places)));
}

Wide DivideRounded(Wide value, Wide divisor) {
  const Magnitude magnitude = MagnitudeOf(value);
  const auto by = static_cast<Magnitude>(divisor);
  const Magnitude rest = magnitude % by;
  const auto rounded = static_cast<Wide>(magnitude / by + (rest >= by - rest ? 1 : 0));
  return value < 0 ? -rounded : rounded;
}

}  // namespace farthing::ledger
