#include "ledger/waterfall.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ledger/text_table.h"

namespace farthing::ledger {
namespace {

constexpr size_t kNameWidth = 14;
constexpr size_t kShareWidth = 8;

struct Bar {
  std::string_view name;
  Wide from = 0, to = 0;  // running amounts
  std::string amount;
  bool is_whole = false;  // the baseline, the spend

  Wide low() const { return std::max<Wide>(0, std::min(from, to)); }
  Wide high() const { return std::max<Wide>(0, std::max(from, to)); }
};

std::vector<Bar> BarsOf(const Sums& sums, int places) {
  std::vector<Bar> bars{
      {"baseline", 0, sums.baseline(), FormatDollars(sums.baseline(), places), true}};
  Wide running = sums.baseline();
  for (size_t i = 0; i < kStepCount; ++i) {
    const auto step = static_cast<Step>(i);
    const Wide saved = sums.saved(step);
    if (saved == 0) continue;
    std::string amount = FormatDollars(-saved, places);
    if (saved < 0) amount.insert(0, 1, '+');
    bars.push_back({NameOf(step), running, running - saved, std::move(amount), false});
    running -= saved;
  }
  bars.push_back({"spent", 0, sums.actual(), FormatDollars(sums.actual(), places), true});
  return bars;
}

// Cells [first, last) of `width`: at least one where there is anything.
std::string Drawn(const Bar& bar, Wide most, size_t width, bool colour) {
  if (most <= 0 || bar.low() == bar.high()) return "";
  const auto cell = [&](Wide amount) {
    return static_cast<size_t>(std::lround(static_cast<double>(amount) / static_cast<double>(most) *
                                           static_cast<double>(width)));
  };
  const size_t first = std::min(cell(bar.low()), width - 1);
  const size_t last = std::max(cell(bar.high()), first + 1);
  const bool lost = bar.to > bar.from;
  std::string cells;
  for (size_t i = first; i < last; ++i) cells += bar.is_whole ? "█" : lost ? "▒" : "░";
  if (colour && !bar.is_whole) cells = (lost ? "\x1b[31m" : "\x1b[32m") + cells + "\x1b[0m";
  return std::string(first, ' ') + cells;
}

}  // namespace

std::vector<std::string> WaterfallLines(const Sums& sums, int places, size_t width, bool colour) {
  const std::vector<Bar> bars = BarsOf(sums, places);
  Wide most = 0;
  size_t amount_width = 0;
  for (const Bar& bar : bars) {
    most = std::max(most, bar.high());
    amount_width = std::max(amount_width, WidthOf(bar.amount));
  }
  const size_t before = 2 + kNameWidth + amount_width + 2 + kShareWidth + 2;
  const size_t bar_width = width > before + 8 ? width - before : 8;
  std::vector<std::string> lines;
  for (const Bar& bar : bars) {
    const Wide amount = bar.is_whole ? bar.to : bar.from - bar.to;
    const std::string drawn = Drawn(bar, most, bar_width, colour);
    lines.push_back(fmt::format("  {}{}  {}{}{}", FitLeft(bar.name, kNameWidth),
                                FitRight(bar.amount, amount_width),
                                FitRight(FormatShare(amount, sums.baseline()), kShareWidth),
                                drawn.empty() ? "" : "  ", drawn));
  }
  return lines;
}

}  // namespace farthing::ledger
