#include "lab/wire/units.h"

#include <charconv>
#include <cmath>

namespace farthing::lab {
namespace {

struct Unit {
  std::string_view name;
  double factor;
};
constexpr Unit kTimes[] = {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"", 1e9}, {"m", 6e10}};
constexpr Unit kSizes[] = {{"", 1}, {"k", 1024}, {"M", 1048576}, {"G", 1073741824}};
constexpr double kMax = 9e18;

template <size_t N>
std::optional<double> Parse(std::string_view text, const Unit (&units)[N]) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value, std::chars_format::fixed);
  if (error != std::errc() || !(value >= 0)) return std::nullopt;
  const std::string_view name(at, static_cast<size_t>(end - at));
  for (const Unit& unit : units) {
    if (unit.name == name && value * unit.factor < kMax) return std::round(value * unit.factor);
  }
  return std::nullopt;
}

}  // namespace

std::optional<Duration> ParseDuration(std::string_view text) {
  const auto value = Parse(text, kTimes);
  if (!value) return std::nullopt;
  return Duration(static_cast<int64_t>(*value));
}

std::optional<uint64_t> ParseSize(std::string_view text) {
  const auto value = Parse(text, kSizes);
  if (!value) return std::nullopt;
  return static_cast<uint64_t>(*value);
}

}  // namespace farthing::lab
