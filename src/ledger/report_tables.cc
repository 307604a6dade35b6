#include "ledger/report_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "ledger/spark.h"
#include "ledger/text_table.h"

namespace farthing::ledger {
namespace {

constexpr size_t kMostRows = 20;
constexpr size_t kShortestBar = 6, kLongestBar = 24;

std::string KeyText(const std::string& key) { return key.empty() ? "(none)" : Printable(key); }

std::vector<std::string> Cells(const ReportRow& row, const Report& report, int places,
                               bool has_unit_cost) {
  const Sums& sums = row.sums;
  const bool priced = !IsUnpriced(sums);
  std::vector<std::string> cells{KeyText(row.key), FormatGrouped(sums.requests()),
                                 priced ? FormatDollars(sums.actual(), places) : "unpriced"};
  if (has_unit_cost) cells.push_back(ThousandText(sums));
  cells.push_back(priced ? FormatDollars(sums.baseline(), places) : "-");
  cells.push_back(FormatShare(sums.baseline() - sums.actual(), sums.baseline()));
  cells.push_back(FormatShare(sums.actual(), report.total.actual()));
  return cells;
}

TextTable TableOf(std::span<const ReportRow> rows, const Report& report, int places,
                  bool has_unit_cost) {
  std::vector<std::string> head{std::string(NameOf(report.by)), "requests", "spent"};
  if (has_unit_cost) head.emplace_back("per 1,000");
  head.insert(head.end(), {"baseline", "saved", "share"});
  TextTable table(std::move(head));
  for (const ReportRow& row : rows) table.Add(Cells(row, report, places, has_unit_cost));
  return table;
}

// Behind the lines, of which the first is the head's; where there is room.
void AddBars(std::span<const ReportRow> rows, size_t width, std::vector<std::string>* lines) {
  const size_t used = WidthOf(lines->front()) + 2;
  Wide most = 0;
  for (const ReportRow& row : rows) most = std::max(most, row.sums.actual());
  if (most == 0 || rows.size() < 2 || used + kShortestBar > width) return;
  const size_t room = std::min(width - used, kLongestBar);
  for (size_t i = 0; i < rows.size(); ++i) {
    const std::string bar = BarOf(rows[i].sums.actual(), most, room);
    if (!bar.empty()) (*lines)[i + 1] += "  " + bar;
  }
}

}  // namespace

std::string ThousandText(const Sums& sums) {
  if (sums.priced() <= 0) return "-";
  const Wide thousand = DivideRounded(sums.actual() * 1000, sums.priced());
  return FormatDollars(thousand, PlacesFor(thousand));
}

std::vector<std::string> RowLines(const Report& report, int places, size_t width) {
  const std::span<const ReportRow> all = report.rows;
  const size_t shown = std::min(all.size(), kMostRows);
  const auto rows = report.by == ReportBy::kDay ? all.last(shown) : all.first(shown);
  TextTable table = TableOf(rows, report, places, true);
  if (table.NaturalWidth() > width) table = TableOf(rows, report, places, false);
  std::vector<std::string> lines = table.Lines(width);
  AddBars(rows, width, &lines);
  if (shown < all.size()) {
    lines.push_back(fmt::format("  and {} more; --csv and --json have all", all.size() - shown));
  }
  if (report.by == ReportBy::kTag) lines.push_back("  A request counts once for each of its tags.");
  return lines;
}

std::vector<std::string> CostDriverLines(const Report& report, int places, size_t width) {
  TextTable table({"tenant / route / model", "requests", "spent", "per 1,000", "share"});
  for (const CostDriver& driver : report.cost_drivers) {
    table.Add({fmt::format("{} / {} / {}", KeyText(driver.tenant), KeyText(driver.route),
                           KeyText(driver.model)),
               FormatGrouped(driver.sums.requests()), FormatDollars(driver.sums.actual(), places),
               ThousandText(driver.sums),
               FormatShare(driver.sums.actual(), report.total.actual())});
  }
  return table.Lines(width);
}

}  // namespace farthing::ledger
