#include "cli/bill_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "json/writer.h"

namespace farthing::cli {
namespace {

std::string ClassOf(const model::BillLine& line) {
  return (line.is_fee ? "fee:" : "") + std::string(line.name);
}

void WritePicodollars(std::optional<Money> money, json::Writer& writer) {
  writer.Key("picodollars");
  if (money) {
    writer.Int(money->picodollars());
  } else {
    writer.Null();
  }
}

std::string Dollars(std::optional<Money> money) {
  return money ? FormatUsd(*money) : std::string("unpriced");
}

std::optional<Money> TotalOf(const model::Bill& bill) {
  if (bill.exactness == model::Exactness::kUnpriced) return std::nullopt;
  return bill.total;
}

}  // namespace

std::string BillAsJson(std::string_view model, const model::Bill& bill) {
  std::string out;
  json::Writer writer(&out);
  const std::optional<Money> total = TotalOf(bill);
  writer.BeginObject().StringMember("model", model);
  WritePicodollars(total, writer);
  writer.Key("usd");
  if (total) {
    writer.String(FormatUsd(*total));
  } else {
    writer.Null();
  }
  writer.StringMember("exactness", NameOf(bill.exactness)).Key("lines").BeginArray();
  for (const model::BillLine& line : bill.lines) {
    writer.BeginObject().StringMember("class", ClassOf(line)).IntMember("tokens", line.count);
    WritePicodollars(line.money, writer);
    writer.EndObject();
  }
  writer.EndArray();
  if (!bill.source.empty()) writer.StringMember("source", bill.source);
  if (!total) writer.StringMember("reason", bill.unpriced_reason);
  writer.EndObject();
  return out + '\n';
}

std::string BillAsTable(std::string_view model, const model::Bill& bill) {
  std::string out = fmt::format("{}  {}", model, NameOf(bill.exactness));
  if (!bill.source.empty()) out += fmt::format(", {}", bill.source);
  out += '\n';
  if (!bill.unpriced_reason.empty()) out += fmt::format("{}\n", bill.unpriced_reason);
  size_t width = 5;
  for (const model::BillLine& line : bill.lines) width = std::max(width, ClassOf(line).size());
  for (const model::BillLine& line : bill.lines) {
    out += fmt::format("{:<{}}  {:>14}  {:>20}\n", ClassOf(line), width, line.count,
                       Dollars(line.money));
  }
  return out + fmt::format("{:<{}}  {:>14}  {:>20}\n", "total", width, "", Dollars(TotalOf(bill)));
}

}  // namespace farthing::cli
