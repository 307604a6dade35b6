#include "ledger/drift_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "json/writer.h"
#include "ledger/csv.h"
#include "ledger/text_table.h"

namespace farthing::ledger {
namespace {

using Cells = std::vector<std::string>;

constexpr size_t kWidth = 160;
constexpr int kDollarPlaces = 4;
constexpr std::array<std::string_view, kFigureCount> kHeads = {"REQUESTS", "INPUT",  "CACHED",
                                                               "WRITTEN",  "OUTPUT", "DOLLARS"};

Figure FigureAt(size_t index) { return static_cast<Figure>(index); }

// Of the statement's figure, in percent with two places; empty where that is 0 or not there.
std::string PercentText(const Drift& drift, Figure figure) {
  const std::optional<int64_t> difference = drift.Difference(figure);
  if (!difference || *drift.stated[figure] == 0) return "";
  const double share =
      static_cast<double>(*difference) / static_cast<double>(*drift.stated[figure]);
  return fmt::format("{:.2f}", 100 * share + 0.0);
}

std::string Amount(Figure figure, int64_t value) {
  return figure == Figure::kPicodollars ? FormatDollars(value, kDollarPlaces)
                                        : FormatGrouped(value);
}

// "5,000 (+20)", "5,000", "-".
std::string Cell(const Drift& drift, Figure figure) {
  const std::optional<int64_t> stated = drift.stated[figure];
  if (!stated) return "-";
  const int64_t difference = drift.Difference(figure).value_or(0);
  std::string text = Amount(figure, *stated);
  if (difference != 0) {
    text += fmt::format(" ({}{})", difference > 0 ? "+" : "", Amount(figure, difference));
  }
  return text;
}

// How far the dollars are off, or else the tokens.
std::string PercentCell(const Drift& drift) {
  for (const Figure figure : {Figure::kPicodollars, Figure::kInput, Figure::kRequests}) {
    if (const std::string text = PercentText(drift, figure); !text.empty()) return text + " %";
  }
  return "-";
}

std::string CauseCell(const Drift& drift) {
  std::string cause(NameOf(drift.cause));
  if (drift.corrected == 0) return cause;
  return cause.append(cause.empty() ? "" : ", ").append("corrected before");
}

std::string Summary(const Reconciliation& reconciliation, size_t drifting) {
  const std::string period = fmt::format("{} to {}", DayText(reconciliation.days.from),
                                         DayText(reconciliation.days.until - std::chrono::days(1)));
  if (drifting == 0) return fmt::format("{}: the file and the ledger agree\n", period);
  return fmt::format(
      "{}: {} of {} rows differ; in brackets: by how much the file has more than the ledger\n",
      period, drifting, reconciliation.drifts.size());
}

}  // namespace

std::string DriftsAsText(const Reconciliation& reconciliation) {
  Cells head = {"DAY  MODEL"};
  head.insert(head.end(), kHeads.begin(), kHeads.end());
  head.insert(head.end(), {"DRIFT", "LIKELY CAUSE"});
  TextTable table(std::move(head));
  size_t drifting = 0;
  for (const Drift& drift : reconciliation.drifts) {
    drifting += drift.cause == DriftCause::kNone ? 0 : 1;
    std::string model;
    const std::string_view nameless = reconciliation.by_model ? "(none)" : "all models";
    AppendLossyUtf8(drift.model.empty() ? nameless : drift.model, &model);
    Cells cells = {DayText(drift.day) + "  " + Printable(model)};
    for (size_t i = 0; i < kFigureCount; ++i) cells.push_back(Cell(drift, FigureAt(i)));
    cells.push_back(PercentCell(drift));
    cells.push_back(CauseCell(drift));
    table.Add(std::move(cells));
  }
  std::string text = Summary(reconciliation, drifting);
  for (const std::string& line : table.Lines(kWidth)) text += line + "\n";
  return text;
}

std::string CorrectionsAsText(std::span<const Correction> written) {
  if (written.empty()) return "Nothing to correct: in dollars the ledger equals the file.\n";
  Wide sum = 0;
  for (const Correction& correction : written) sum += correction.picodollars;
  return fmt::format(
      "Wrote {} correction{}, {}${} in all: in dollars the ledger now equals the file.\n",
      written.size(), written.size() == 1 ? "" : "s", sum < 0 ? "-" : "+",
      FormatExactUsd(sum < 0 ? -sum : sum));
}

std::string DriftsAsJson(const Reconciliation& reconciliation,
                         std::span<const Correction> written) {
  std::string text;
  json::Writer out(&text);
  out.BeginObject().StringMember("from", DayText(reconciliation.days.from));
  out.StringMember("until", DayText(reconciliation.days.until)).Key("rows").BeginArray();
  for (const Drift& drift : reconciliation.drifts) {
    std::string model;
    AppendLossyUtf8(drift.model, &model);
    out.BeginObject().StringMember("date", DayText(drift.day)).StringMember("model", model);
    out.StringMember("cause", NameOf(drift.cause));
    out.IntMember("corrected_picodollars", drift.corrected);
    for (size_t i = 0; i < kFigureCount; ++i) {
      const Figure figure = FigureAt(i);
      const std::optional<int64_t> difference = drift.Difference(figure);
      if (!difference) continue;
      out.Key(NameOf(figure)).BeginObject().IntMember("file", *drift.stated[figure]);
      out.IntMember("ledger", drift.kept[figure].value_or(0)).IntMember("difference", *difference);
      const std::string percent = PercentText(drift, figure);
      out.RawMember("percent", percent.empty() ? "null" : percent).EndObject();
    }
    out.EndObject();
  }
  out.EndArray().Key("corrections").BeginArray();
  for (const Correction& correction : written) {
    std::string model;
    AppendLossyUtf8(correction.model, &model);
    out.BeginObject().StringMember("date", DayText(correction.day)).StringMember("model", model);
    out.IntMember("picodollars", correction.picodollars).EndObject();
  }
  out.EndArray().EndObject();
  return text;
}

std::string DriftsAsCsv(const Reconciliation& reconciliation) {
  std::string text;
  Cells head = {"date", "model"};
  for (size_t i = 0; i < kFigureCount; ++i) {
    for (const std::string_view side : {"file", "ledger", "difference", "percent"}) {
      head.push_back(fmt::format("{}_{}", NameOf(FigureAt(i)), side));
    }
  }
  head.insert(head.end(), {"corrected_picodollars", "cause"});
  AppendCsvRow(head, &text);
  const auto number = [](std::optional<int64_t> value) {
    return value ? std::to_string(*value) : std::string();
  };
  for (const Drift& drift : reconciliation.drifts) {
    Cells row = {DayText(drift.day), drift.model};
    for (size_t i = 0; i < kFigureCount; ++i) {
      const Figure figure = FigureAt(i);
      row.insert(row.end(), {number(drift.stated[figure]), number(drift.kept[figure]),
                             number(drift.Difference(figure)), PercentText(drift, figure)});
    }
    row.insert(row.end(), {std::to_string(drift.corrected), std::string(NameOf(drift.cause))});
    AppendCsvRow(row, &text);
  }
  return text;
}

}  // namespace farthing::ledger
