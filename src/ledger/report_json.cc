#include "ledger/report_json.h"

#include "base/timestamp.h"
#include "json/writer.h"

namespace farthing::ledger {
namespace {

std::string TimeText(WallTime time) {
  std::string text;
  AppendTimestamp(time, &text);
  return text;
}

void Write(std::string_view key, Wide value, json::Writer& writer) {
  writer.RawMember(key, FormatWhole(value));
}

void WriteSums(const Sums& sums, json::Writer& writer) {
  Write("requests", sums.requests(), writer);
  Write("actual_picodollars", sums.actual(), writer);
  Write("baseline_picodollars", sums.baseline(), writer);
  writer.Key("saved").BeginObject();
  for (size_t i = 0; i < kStepCount; ++i) {
    const auto step = static_cast<Step>(i);
    Write(NameOf(step), sums.saved(step), writer);
  }
  writer.EndObject();
  Write("unpriced_requests", sums.unpriced(), writer);
  Write("estimated_requests", sums.estimated(), writer);
  Write("failed_requests", sums.failed(), writer);
  writer.Key("tokens").BeginObject();
  for (size_t i = 0; i < model::kTokenClasses; ++i) {
    const auto token_class = static_cast<model::TokenClass>(i);
    Write(NameOf(token_class), sums.tokens(token_class), writer);
  }
  writer.EndObject();
}

// Of priced requests, rounded; null where there are none.
void WriteUnitCost(std::string_view key, Wide times, const Sums& sums, json::Writer& writer) {
  writer.Key(key);
  if (sums.priced() > 0) {
    writer.Raw(FormatWhole(DivideRounded(sums.actual() * times, sums.priced())));
  } else {
    writer.Null();
  }
}

void WriteCache(const Report& report, json::Writer& writer) {
  writer.Key("cache").BeginObject().Key("outcomes").BeginObject();
  for (const CacheOutcome& outcome : report.outcomes) {
    Write(outcome.name.empty() ? "none" : outcome.name, outcome.requests, writer);
  }
  writer.EndObject();
  Write("hits", report.cache_hits(), writer);
  Write("input_tokens", report.total.input_tokens(), writer);
  Write("input_tokens_cached_by_provider", report.total.cached_tokens(), writer);
  writer.EndObject();
}

void WriteBefore(const Report& report, json::Writer& writer) {
  writer.Key("previous").BeginObject();
  writer.StringMember("from", TimeText(report.before_from));
  writer.StringMember("to", TimeText(report.from));
  WriteSums(report.before, writer);
  writer.EndObject();
}

void WriteCostDrivers(const Report& report, json::Writer& writer) {
  writer.Key("cost_drivers").BeginArray();
  for (const CostDriver& driver : report.cost_drivers) {
    writer.BeginObject().StringMember("tenant", driver.tenant);
    writer.StringMember("route", driver.route).StringMember("model", driver.model);
    WriteSums(driver.sums, writer);
    writer.EndObject();
  }
  writer.EndArray();
}

}  // namespace

std::string ReportAsJson(const Report& report) {
  std::string out;
  json::Writer writer(&out);
  writer.BeginObject().StringMember("from", TimeText(report.from));
  writer.StringMember("to", TimeText(report.to)).StringMember("by", NameOf(report.by));
  writer.Key("rounded_to_days").Bool(report.rounded_before.has_value());
  WriteSums(report.total, writer);
  WriteUnitCost("picodollars_per_request", 1, report.total, writer);
  WriteUnitCost("picodollars_per_thousand_requests", 1000, report.total, writer);
  WriteCache(report, writer);
  WriteBefore(report, writer);
  WriteCostDrivers(report, writer);
  writer.Key("rows").BeginArray();
  for (const ReportRow& row : report.rows) {
    writer.BeginObject().StringMember("key", row.key);
    WriteSums(row.sums, writer);
    writer.EndObject();
  }
  writer.EndArray().EndObject();
  return out;
}

}  // namespace farthing::ledger
