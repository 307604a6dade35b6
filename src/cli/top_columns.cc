#include "cli/top_columns.h"

#include <fmt/format.h>

#include <string_view>

#include "cli/top_view.h"

namespace farthing::cli {
namespace {

constexpr size_t kFairName = 21;
constexpr double kP50 = 0.5, kP99 = 0.99;

struct Column {
  std::string_view heading;
  size_t width;    // with a blank before it
  int luxury = 0;  // left out where the screen is narrow: the highest first, 0 never
  std::string (*text)(const TopWindow& window, const TopModel& model);
};

std::string Spent(const observe::ModelSnapshot& all) {
  if (all.unpriced > 0 && all.cost == 0) return "?";
  return (all.estimated > 0 ? "~" : "") + FormatAmount(DollarsOf(all.cost)) +
         (all.unpriced > 0 ? "+" : "");
}

constexpr Column kColumns[] = {
    {"REQ/S", 8, 0,
     [](const TopWindow& window, const TopModel& model) {
       return FormatRate(window.Rate(model.recent.requests));
     }},
    {"ERR/S", 8, 0,
     [](const TopWindow& window, const TopModel& model) {
       return FormatRate(window.Rate(model.recent.errors));
     }},
    {"P50", 8, 0,
     [](const TopWindow&, const TopModel& model) {
       return FormatSeconds(model.recent.duration.Quantile(kP50));
     }},
    {"P99", 8, 0,
     [](const TopWindow&, const TopModel& model) {
       return FormatSeconds(model.recent.duration.Quantile(kP99));
     }},
    {"TTFT50", 8, 2,
     [](const TopWindow&, const TopModel& model) {
       return FormatSeconds(model.recent.first_token.Quantile(kP50));
     }},
    {"TTFT99", 8, 3,
     [](const TopWindow&, const TopModel& model) {
       return FormatSeconds(model.recent.first_token.Quantile(kP99));
     }},
    {"TOK/S", 8, 1,
     [](const TopWindow& window, const TopModel& model) {
       return FormatRate(window.Rate(model.recent.tokens_out));
     }},
    {"$/H", 8, 0,
     [](const TopWindow& window, const TopModel& model) {
       return FormatAmount(window.DollarsPerHour(model.recent.cost));
     }},
    {"SPENT", 10, 0, [](const TopWindow&, const TopModel& model) { return Spent(*model.all); }},
    {"SAVED", 9, 0,
     [](const TopWindow&, const TopModel& model) {
       return FormatAmount(DollarsOf(model.all->saved()));
     }},
};

// Columns up to this luxury fit.
int LuxuryOf(size_t screen_width) {
  for (int luxury = 3; luxury > 0; --luxury) {
    size_t width = kFairName;
    for (const Column& column : kColumns) width += column.luxury <= luxury ? column.width : 0;
    if (width <= screen_width) return luxury;
  }
  return 0;
}

template <typename Text>
std::string Join(size_t screen_width, Text text) {
  const int luxury = LuxuryOf(screen_width);
  std::string line;
  for (const Column& column : kColumns) {
    if (column.luxury <= luxury) line += fmt::format(" {:>{}}", text(column), column.width - 1);
  }
  return line;
}

}  // namespace

std::string ModelHeadings(size_t screen_width) {
  return Join(screen_width, [](const Column& column) { return column.heading; });
}

std::string ModelColumns(const TopWindow& window, const TopModel& model, size_t screen_width) {
  return Join(screen_width, [&](const Column& column) { return column.text(window, model); });
}

}  // namespace farthing::cli
