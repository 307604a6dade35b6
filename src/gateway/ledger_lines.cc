#include "gateway/ledger_lines.h"

#include <fmt/format.h>

#include "base/check.h"
#include "ledger/database.h"

namespace farthing::gateway::test {
namespace {

// Of both tables; in brackets, so that one select has it whole.
constexpr std::string_view kWhat =
    "status || ' ' || (SELECT text FROM names WHERE id = t.provider) || '/' || "
    "(SELECT text FROM names WHERE id = t.model) || ' ' || "
    "(fresh + cache_read + cache_write_5m + cache_write_1h) || '+' || (output + reasoning) || ' ' "
    "|| cost";
constexpr std::string_view kMarks =
    "CASE estimated WHEN 1 THEN ' estimated' ELSE '' END || "
    "CASE exactness WHEN 2 THEN ' unpriced' ELSE '' END";

ledger::Statement Prepare(ledger::Database& database, const std::string& sql) {
  Result<ledger::Statement> statement = database.Prepare(sql);
  CHECK(statement.has_value());
  return *std::move(statement);
}

std::string Saved(std::string_view step) {
  return fmt::format("CASE saved_{0} WHEN 0 THEN '' ELSE ', {0} ' || saved_{0} END", step);
}

}  // namespace

std::string LedgerLines(const std::string& data_dir) {
  Result<ledger::Database> database = ledger::Database::Open(
      ledger::SourceOf(data_dir, std::nullopt), ledger::Database::Mode::kReadOnly);
  CHECK(database.has_value());
  ledger::Statement requests = Prepare(
      *database, fmt::format("SELECT id, {} || ' of ' || baseline || {} || {} || {} || {} "
                             "|| {} || {} || {} FROM requests t ORDER BY "
                             "time_ns, id",
                             kWhat, Saved("template"), Saved("history"), Saved("narrow"),
                             Saved("prompt_cache"), Saved("route"), Saved("escalation"), kMarks));
  ledger::Statement attempts = Prepare(
      *database,
      fmt::format("SELECT '- ' || (SELECT text FROM names WHERE id = t.outcome) || ' ' || {} || {} "
                  "FROM attempts t WHERE request = ? ORDER BY attempt",
                  kWhat, kMarks));
  std::string lines;
  while (requests.Step()) {
    lines.append(requests.Text(1)).append("\n");
    attempts.Bind(requests.Integer(0));
    while (attempts.Step()) lines.append(attempts.Text(0)).append("\n");
    CHECK(attempts.Reset().has_value());
  }
  CHECK(requests.Reset().has_value());
  return lines;
}

}  // namespace farthing::gateway::test
