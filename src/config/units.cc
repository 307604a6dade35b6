#include "config/units.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <span>

namespace farthing::config {
namespace {

struct Unit {
  std::string_view name;
  int64_t factor;
};

constexpr Unit kDurations[] = {
    {"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}};

constexpr int64_t kKibi = 1024;
constexpr Unit kSizes[] = {
    {"GiB", kKibi* kKibi* kKibi},
    {"MiB", kKibi* kKibi},
    {"KiB", kKibi},
    {"G", kKibi* kKibi* kKibi},
    {"GB", kKibi* kKibi* kKibi},
    {"M", kKibi* kKibi},
    {"MB", kKibi* kKibi},
    {"k", kKibi},
    {"K", kKibi},
    {"kB", kKibi},
    {"KB", kKibi},
    {"B", 1},
    {"", 1},
};

std::optional<int64_t> Parse(std::string_view text, std::span<const Unit> units) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0 || !(text[0] >= '0' && text[0] <= '9')) return {};
  const std::string_view unit_name = text.substr(static_cast<size_t>(end - text.data()));
  const auto unit = std::ranges::find(units, unit_name, &Unit::name);
  if (unit == units.end()) return {};
  if (number > std::numeric_limits<int64_t>::max() / unit->factor) return {};
  return number * unit->factor;
}

// The first unit of `units` that divides `number`, which must be there.
std::string Format(int64_t number, std::span<const Unit> units) {
  const auto unit =
      std::ranges::find_if(units, [&](const Unit& u) { return number % u.factor == 0; });
  return std::to_string(number / unit->factor) + std::string(unit->name);
}

}  // namespace

std::optional<std::chrono::milliseconds> ParseDuration(std::string_view text) {
  if (text == "0") return std::chrono::milliseconds(0);
  const std::optional<int64_t> count = Parse(text, kDurations);
  if (!count) return {};
  return std::chrono::milliseconds(*count);
}

std::string FormatDuration(std::chrono::milliseconds duration) {
  if (duration.count() == 0) return "0";
  return Format(duration.count(), kDurations);
}

std::optional<uint64_t> ParseSize(std::string_view text) {
  const std::optional<int64_t> count = Parse(text, kSizes);
  if (!count) return {};
  return static_cast<uint64_t>(*count);
}

std::string FormatSize(uint64_t bytes) {
  if (bytes == 0 || bytes % kKibi != 0) return std::to_string(bytes);
  return Format(static_cast<int64_t>(bytes), kSizes);
}

}  // namespace farthing::config
