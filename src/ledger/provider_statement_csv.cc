#include <algorithm>
#include <array>
#include <charconv>

#include "base/instant.h"
#include "ledger/csv.h"
#include "ledger/dollars.h"
#include "ledger/provider_statement_reading.h"

namespace farthing::ledger {
namespace {

constexpr std::string_view kDate = "date", kModel = "model", kCost = "cost_usd";
constexpr std::array kCounts = {Figure::kRequests, Figure::kInput, Figure::kCacheRead,
                                Figure::kCacheWrite, Figure::kOutput};

using Fields = std::vector<std::string>;

class Header {
 public:
  explicit Header(const Fields& names) : names_(names) {}

  // What is wrong with it; empty when nothing is.
  std::string Trouble() const {
    for (size_t i = 0; i < names_.size(); ++i) {
      if (!names_[i].empty() && Find(names_[i]) != i) {
        return "the column '" + names_[i] + "' is there twice";
      }
    }
    if (!Find(kDate)) return "the column 'date' is missing; the first line must name the columns";
    const bool has_figures = Find(kCost) || std::ranges::any_of(kCounts, [this](Figure figure) {
                               return Find(NameOf(figure)).has_value();
                             });
    return has_figures ? ""
                       : "none of the columns requests, input_tokens, cached_tokens, "
                         "cache_write_tokens, output_tokens, cost_usd is there";
  }

  // The field of that column; empty where there is none.
  std::string_view Get(const Fields& row, std::string_view name) const {
    const std::optional<size_t> index = Find(name);
    return index && *index < row.size() ? std::string_view(row[*index]) : std::string_view();
  }
  size_t size() const { return names_.size(); }

 private:
  std::optional<size_t> Find(std::string_view name) const {
    const auto found = std::ranges::find(names_, name);
    if (found == names_.end()) return std::nullopt;
    return static_cast<size_t>(found - names_.begin());
  }

  const Fields names_;
};

tl::unexpected<std::string> Wrong(std::string_view column, std::string_view text,
                                  std::string_view wanted) {
  return tl::unexpected(std::string(column) + " '" + std::string(text) + "' is no " +
                        std::string(wanted));
}

tl::expected<StatementLine, std::string> ReadRow(const Header& header, const Fields& row) {
  if (row.size() != header.size()) {
    return tl::unexpected("it has " + std::to_string(row.size()) + " fields and the first line " +
                          std::to_string(header.size()));
  }
  StatementLine line;
  const std::string_view date = header.Get(row, kDate);
  const std::optional<WallTime> time = ParseInstant(date);
  if (!time) return Wrong(kDate, date, "date such as 2026-11-23");
  line.day = DayOf(*time);
  line.model = header.Get(row, kModel);
  for (const Figure figure : kCounts) {
    const std::string_view text = header.Get(row, NameOf(figure));
    if (text.empty()) continue;
    int64_t count = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc() || end != text.data() + text.size() || !IsCount(count)) {
      return Wrong(NameOf(figure), text, "count");
    }
    line.figures[figure] = count;
  }
  if (const std::string_view cost = header.Get(row, kCost); !cost.empty()) {
    line.figures[Figure::kPicodollars] = ReadPicodollars(cost);
    if (!line.figures[Figure::kPicodollars]) return Wrong(kCost, cost, "amount of dollars");
  }
  return line;
}

}  // namespace

Result<ProviderStatement> ReadStatementCsv(std::string_view text) {
  CsvReader reader(text);
  Fields fields;
  Result<bool> more = reader.Next(&fields);
  if (!more) return FailAt(reader.line(), more.error().message);
  if (!*more) return FailAt(1, "the file is empty");
  const Header header(fields);
  if (const std::string trouble = header.Trouble(); !trouble.empty()) {
    return FailAt(reader.line(), trouble);
  }
  ProviderStatement statement;
  for (more = reader.Next(&fields); more && *more; more = reader.Next(&fields)) {
    auto line = ReadRow(header, fields);
    if (!line) return FailAt(reader.line(), line.error());
    statement.lines.push_back(std::move(*line));
  }
  if (!more) return FailAt(reader.line(), more.error().message);
  return statement;
}

}  // namespace farthing::ledger
