#include "ledger/report_csv.h"

#include <fmt/format.h>

#include "ledger/csv.h"

namespace farthing::ledger {
namespace {

std::string Head(ReportBy by) {
  std::string line = fmt::format(
      "{},requests,failed_requests,unpriced_requests,estimated_requests,actual_usd,baseline_usd,"
      "actual_picodollars,baseline_picodollars",
      NameOf(by));
  for (size_t i = 0; i < kStepCount; ++i) {
    line += fmt::format(",saved_{}_picodollars", NameOf(static_cast<Step>(i)));
  }
  for (size_t i = 0; i < model::kTokenClasses; ++i) {
    line += fmt::format(",{}_tokens", NameOf(static_cast<model::TokenClass>(i)));
  }
  return line + '\n';
}

std::string Line(const ReportRow& row) {
  const Sums& sums = row.sums;
  std::string line;
  AppendCsvField(row.key, &line);
  for (const Wide count : {sums.requests(), sums.failed(), sums.unpriced(), sums.estimated()}) {
    line.append(",").append(FormatWhole(count));
  }
  line.append(",").append(FormatExactUsd(sums.actual()));
  line.append(",").append(FormatExactUsd(sums.baseline()));
  line.append(",").append(FormatWhole(sums.actual()));
  line.append(",").append(FormatWhole(sums.baseline()));
  for (size_t i = 0; i < kStepCount; ++i) {
    line.append(",").append(FormatWhole(sums.saved(static_cast<Step>(i))));
  }
  for (size_t i = 0; i < model::kTokenClasses; ++i) {
    line.append(",").append(FormatWhole(sums.tokens(static_cast<model::TokenClass>(i))));
  }
  return line + '\n';
}

}  // namespace

std::string ReportAsCsv(const Report& report) {
  std::string out = Head(report.by);
  for (const ReportRow& row : report.rows) out += Line(row);
  return out;
}

}  // namespace farthing::ledger
