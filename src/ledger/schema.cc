#include "ledger/schema.h"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/hour_sums.h"
#include "ledger/row.h"
#include "model/token_class.h"

namespace farthing::ledger {
namespace {

std::string Each(std::string_view columns, std::string_view declaration) {
  std::string declared;
  for (const char c : columns) {
    if (c == ',' && !declared.empty()) declared.append(declaration);
    declared.push_back(c);
  }
  return declared.append(declaration);
}

constexpr std::string_view kHourKeyColumns =
    "hour, tenant, key, route, tags, asked_model, provider, model, cache, tier";

std::string HourSumColumns() {
  return "requests, errors, unpriced, estimated, duration_ns, cost, baseline" + TokenColumns() +
         SavingColumns();
}

}  // namespace

std::string TokenColumns(std::string_view prefix) {
  std::string columns;
  for (size_t i = 0; i < model::kTokenClasses; ++i) {
    columns += fmt::format(", {}{}", prefix, NameOf(static_cast<model::TokenClass>(i)));
  }
  return columns;
}

std::string SavingColumns() {
  std::string columns;
  for (size_t i = 0; i < kStepCount; ++i) {
    columns += fmt::format(", saved_{}", NameOf(static_cast<Step>(i)));
  }
  return columns;
}

std::string HourColumns() { return fmt::format("{}, {}", kHourKeyColumns, HourSumColumns()); }

std::string AddHourSql() {
  const std::string sums = HourSumColumns();
  std::string updates, parameters = "?";
  for (size_t i = 1; i < std::tuple_size_v<HourKey> + kHourSums; ++i) parameters += ", ?";
  for (size_t at = 0; at < sums.size();) {
    const size_t end = std::min(sums.find(", ", at), sums.size());
    const std::string column = sums.substr(at, end - at);
    updates += fmt::format("{}{} = {} + excluded.{}", at == 0 ? "" : ", ", column, column, column);
    at = end + 2;
  }
  return fmt::format("INSERT INTO hours ({}) VALUES ({}) ON CONFLICT DO UPDATE SET {}",
                     HourColumns(), parameters, updates);
}

std::string RemoveHourSql() {
  return fmt::format("DELETE FROM hours WHERE ({}) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     kHourKeyColumns);
}

// Texts that repeat stand once in `names`; columns that hold such an id say so by REFERENCES.
std::string SchemaSql() {
  const std::string counts = Each(TokenColumns() + SavingColumns(), " INTEGER NOT NULL");
  const std::string tokens = Each(TokenColumns(), " INTEGER NOT NULL");
  return fmt::format(R"(
CREATE TABLE names (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE requests (
  id INTEGER PRIMARY KEY, request_id TEXT NOT NULL, time_ns INTEGER NOT NULL,
  tenant INTEGER NOT NULL REFERENCES names, key INTEGER NOT NULL REFERENCES names,
  route INTEGER NOT NULL REFERENCES names, tags INTEGER NOT NULL REFERENCES names,
  dialect INTEGER NOT NULL REFERENCES names, operation INTEGER NOT NULL REFERENCES names,
  asked_model INTEGER NOT NULL REFERENCES names, provider INTEGER NOT NULL REFERENCES names,
  model INTEGER NOT NULL REFERENCES names, cache INTEGER NOT NULL REFERENCES names,
  tier INTEGER NOT NULL, status INTEGER NOT NULL, stream INTEGER NOT NULL,
  first_token_ns INTEGER, duration_ns INTEGER NOT NULL,
  estimated INTEGER NOT NULL, exactness INTEGER NOT NULL, cost INTEGER NOT NULL,
  price_version INTEGER NOT NULL REFERENCES names,
  baseline_model INTEGER NOT NULL REFERENCES names, baseline_exactness INTEGER NOT NULL,
  baseline_converted INTEGER NOT NULL, baseline INTEGER NOT NULL{0}) STRICT;
CREATE INDEX requests_by_time ON requests (time_ns);
CREATE TABLE attempts (
  request INTEGER NOT NULL REFERENCES requests, attempt INTEGER NOT NULL,
  provider INTEGER NOT NULL REFERENCES names, model INTEGER NOT NULL REFERENCES names,
  key INTEGER NOT NULL, status INTEGER NOT NULL, outcome INTEGER NOT NULL REFERENCES names,
  service_tier INTEGER NOT NULL REFERENCES names,
  first_token_ns INTEGER, duration_ns INTEGER NOT NULL,
  estimated INTEGER NOT NULL, exactness INTEGER NOT NULL, cost INTEGER NOT NULL,
  price_version INTEGER NOT NULL REFERENCES names{1},
  PRIMARY KEY (request, attempt)) STRICT, WITHOUT ROWID;
CREATE TABLE hours (
  hour INTEGER NOT NULL,
  tenant INTEGER NOT NULL REFERENCES names, key INTEGER NOT NULL REFERENCES names,
  route INTEGER NOT NULL REFERENCES names, tags INTEGER NOT NULL REFERENCES names,
  asked_model INTEGER NOT NULL REFERENCES names, provider INTEGER NOT NULL REFERENCES names,
  model INTEGER NOT NULL REFERENCES names, cache INTEGER NOT NULL REFERENCES names,
  tier INTEGER NOT NULL,
  requests INTEGER NOT NULL, errors INTEGER NOT NULL, unpriced INTEGER NOT NULL,
  estimated INTEGER NOT NULL, duration_ns INTEGER NOT NULL,
  cost INTEGER NOT NULL, baseline INTEGER NOT NULL{0},
  PRIMARY KEY (hour, tenant, key, route, tags, asked_model, provider, model, cache, tier)
  ) STRICT, WITHOUT ROWID;
CREATE TABLE rolled_up (until_hour INTEGER NOT NULL) STRICT;
INSERT INTO rolled_up VALUES (0);
CREATE TABLE journal (
  run INTEGER NOT NULL, lane INTEGER NOT NULL, sequence INTEGER NOT NULL, byte INTEGER NOT NULL,
  PRIMARY KEY (run, lane)) STRICT, WITHOUT ROWID;
PRAGMA user_version = {2};
)",
                     counts, tokens, kSchemaVersion);
}

}  // namespace farthing::ledger
