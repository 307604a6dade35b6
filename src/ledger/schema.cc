#include "ledger/schema.h"

#include <fmt/format.h>

#include <algorithm>

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

// Qualified, as both engines take it. What would not fit stays at the bound.
std::string HourAdditions() {
  const std::string sums = HourSumColumns();
  std::string additions;
  for (size_t at = 0; at < sums.size();) {
    const size_t end = std::min(sums.find(", ", at), sums.size());
    const std::string column = sums.substr(at, end - at);
    additions += fmt::format(
        "{0}{1} = CASE WHEN excluded.{1} >= 0 "
        "THEN CASE WHEN hours.{1} > {2} - excluded.{1} THEN {2} ELSE hours.{1} + excluded.{1} END "
        "ELSE CASE WHEN hours.{1} < -{2} - excluded.{1} THEN -{2} ELSE hours.{1} + excluded.{1} "
        "END END",
        at == 0 ? "" : ", ", column, kMostOfAnHour);
    at = end + 2;
  }
  return additions;
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

std::string AddHoursSql(std::string_view rows) {
  return fmt::format("INSERT INTO hours ({}) {} ON CONFLICT ({}) DO UPDATE SET {}", HourColumns(),
                     rows, kHourKeyColumns, HourAdditions());
}

std::string AddHourSql() {
  std::string parameters = "?";
  for (size_t i = 1; i < kHourColumns; ++i) parameters += ", ?";
  return AddHoursSql(fmt::format("VALUES ({})", parameters));
}

std::string RemoveHourSql() {
  return fmt::format("DELETE FROM hours WHERE ({}) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     kHourKeyColumns);
}

// Texts that repeat stand once in `names`; columns that hold such an id say so by REFERENCES, where
// that is not checked row by row.
std::string SchemaSql(Database::Kind kind) {
  const bool sqlite = kind == Database::Kind::kSqlite;
  const std::string integer = sqlite ? "INTEGER" : "BIGINT";
  const std::string needed = integer + " NOT NULL";
  return fmt::format(
      R"(
CREATE TABLE names (id {id}, text TEXT NOT NULL UNIQUE){rows};
CREATE TABLE requests (
  id {id}, request_id TEXT NOT NULL, time_ns {needed},
  tenant {name}, key {name}, route {name}, tags {name}, dialect {name}, operation {name},
  asked_model {name}, provider {name}, model {name}, cache {name},
  tier {needed}, status {needed}, stream {needed},
  first_token_ns {integer}, duration_ns {needed},
  estimated {needed}, exactness {needed}, cost {needed}, price_version {name},
  baseline_model {name}, baseline_exactness {needed},
  baseline_converted {needed}, baseline {needed},
  attempt_outcome {integer}, attempt_service_tier {integer}, attempt_key {integer},
  attempt_status {integer}, attempt_first_token_ns {integer}, attempt_duration_ns {integer}
  {tokens}{savings}){rows};
CREATE INDEX requests_by_time ON requests (time_ns);
CREATE TABLE tries (
  request {request}, attempt {needed}, provider {name}, model {name},
  key {needed}, status {needed}, outcome {name}, service_tier {name},
  first_token_ns {integer}, duration_ns {needed},
  estimated {needed}, exactness {needed}, cost {needed}, price_version {name}{tokens},
  PRIMARY KEY (request, attempt)){keyed};
CREATE VIEW attempts AS
  SELECT id AS request, 0 AS attempt, provider, model, attempt_key AS key,
    attempt_status AS status, attempt_outcome AS outcome, attempt_service_tier AS service_tier,
    attempt_first_token_ns AS first_token_ns, attempt_duration_ns AS duration_ns,
    estimated, exactness, cost, price_version{classes}
  FROM requests WHERE attempt_outcome IS NOT NULL
  UNION ALL
  SELECT request, attempt, provider, model, key, status, outcome, service_tier,
    first_token_ns, duration_ns, estimated, exactness, cost, price_version{classes}
  FROM tries;
CREATE TABLE hours (
  hour {needed}, tenant {name}, key {name}, route {name}, tags {name},
  asked_model {name}, provider {name}, model {name}, cache {name}, tier {needed},
  requests {needed}, errors {needed}, unpriced {needed}, estimated {needed},
  duration_ns {needed}, cost {needed}, baseline {needed}{tokens}{savings},
  PRIMARY KEY (hour, tenant, key, route, tags, asked_model, provider, model, cache, tier)){keyed};
CREATE TABLE rolled_up (until_hour {needed}){rows};
INSERT INTO rolled_up VALUES (0);
CREATE TABLE journal (
  run {needed}, lane {needed}, sequence {needed}, byte {needed},
  PRIMARY KEY (run, lane)){keyed};
)",
      fmt::arg("id", sqlite ? "INTEGER PRIMARY KEY"
                            : "BIGINT PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY"),
      fmt::arg("integer", integer), fmt::arg("needed", needed),
      fmt::arg("name", needed + (sqlite ? " REFERENCES names" : "")),
      fmt::arg("request", needed + (sqlite ? " REFERENCES requests" : "")),
      fmt::arg("rows", sqlite ? " STRICT" : ""),
      fmt::arg("keyed", sqlite ? " STRICT, WITHOUT ROWID" : ""),
      fmt::arg("classes", TokenColumns()),
      fmt::arg("tokens", Each(TokenColumns(), " " + needed + " DEFAULT 0")),
      fmt::arg("savings", Each(SavingColumns(), " " + needed + " DEFAULT 0")));
}

}  // namespace farthing::ledger
