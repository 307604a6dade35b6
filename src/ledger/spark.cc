#include "ledger/spark.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>

namespace farthing::ledger {
namespace {

using std::chrono::days;
using std::chrono::hours;

constexpr std::array<std::string_view, 9> kHeights = {"·", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::array<std::string_view, 8> kEighths = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};

// value / most in eighths of `width`, rounded; at least one where there is anything.
size_t Eighths(Wide value, Wide most, size_t width) {
  if (value <= 0) return 0;
  const double share = static_cast<double>(value) / static_cast<double>(most);
  const auto eighths = static_cast<size_t>(share * static_cast<double>(8 * width) + 0.5);
  return std::clamp<size_t>(eighths, 1, 8 * width);
}

hours StepOf(WallTime from, WallTime to, size_t most) {
  if (to - from <= days(2)) return hours(1);
  const days touched = std::chrono::ceil<days>(to) - std::chrono::floor<days>(from);
  const auto count = static_cast<size_t>(touched.count());
  return days((count + most - 1) / most);
}

}  // namespace

std::string Sparkline(std::span<const Wide> amounts) {
  const Wide most = amounts.empty() ? 0 : *std::ranges::max_element(amounts);
  std::string line;
  for (const Wide amount : amounts) line += kHeights[Eighths(amount, most, 1)];
  return line;
}

std::string BarOf(Wide amount, Wide most, size_t width) {
  const size_t eighths = Eighths(amount, most, width);
  std::string bar;
  for (size_t i = 0; i < eighths / 8; ++i) bar += "█";
  return bar.append(kEighths[eighths % 8]);
}

Series SeriesOf(std::span<const std::pair<int64_t, Wide>> amounts, WallTime from, WallTime to,
                size_t most) {
  const hours step = StepOf(from, to, most);
  const int64_t first = step < days(1)
                            ? std::chrono::floor<hours>(from).time_since_epoch() / hours(1)
                            : std::chrono::floor<days>(from).time_since_epoch() / hours(1);
  const int64_t last = std::chrono::ceil<hours>(to).time_since_epoch() / hours(1);
  Series series{.step = step};
  if (last > first) {
    series.amounts.resize(static_cast<size_t>((last - first + step.count() - 1) / step.count()));
  }
  for (const auto& [hour, amount] : amounts) {
    const auto index = static_cast<size_t>((hour - first) / step.count());
    if (hour >= first && index < series.amounts.size()) series.amounts[index] += amount;
  }
  return series;
}

}  // namespace farthing::ledger
