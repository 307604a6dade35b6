#pragma once

// A ledger with the rows that a test gives it.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/instant.h"
#include "ledger/retention.h"
#include "ledger/store.h"
#include "ledger/test_place.h"

namespace farthing::ledger {

// One attempt at that model, and its request.
struct TestCall {
  std::string time = "2026-11-20T10:00:00Z";
  std::string provider = "test", model = "m";
  std::string tenant = "acme", tags, service_tier;
  int64_t fresh = 0, cache_read = 0, cache_write = 0, output = 0;
  int64_t cost = 0;  // picodollars
  model::Exactness exactness = model::Exactness::kExact;
  bool estimated = false;
  int status = 200;
};

inline RequestRow RowOf(const TestCall& call) {
  RequestRow row;
  row.time = *ParseInstant(call.time);
  row.tenant = call.tenant;
  row.tags = call.tags;
  row.provider = call.provider;
  row.model = call.model;
  row.status = call.status;
  row.cost.tokens[model::TokenClass::kFresh] = call.fresh;
  row.cost.tokens[model::TokenClass::kCacheRead] = call.cache_read;
  row.cost.tokens[model::TokenClass::kCacheWrite5m] = call.cache_write;
  row.cost.tokens[model::TokenClass::kOutput] = call.output;
  row.cost.estimated = call.estimated;
  row.cost.exactness = call.exactness;
  row.cost.money = Money::Picodollars(call.cost);
  AttemptRow& attempt = row.attempts.emplace_back();
  attempt.provider = call.provider;
  attempt.model = call.model;
  attempt.status = call.status;
  attempt.service_tier = call.service_tier;
  attempt.cost = row.cost;
  return row;
}

class FilledLedger {
 public:
  FilledLedger() {
    auto store = Store::Open(path());
    CHECK(store.has_value());
    store_ = std::move(*store);
  }
  FilledLedger(const FilledLedger&) = delete;
  FilledLedger& operator=(const FilledLedger&) = delete;

  void Take(const std::vector<RequestRow>& rows) { CHECK(store_->Take(rows, {}).has_value()); }
  void Take(const std::vector<TestCall>& calls) {
    std::vector<RequestRow> rows;
    for (const TestCall& call : calls) rows.push_back(RowOf(call));
    Take(rows);
  }
  // The days before that one.
  void RollUp(const std::string& until) {
    Result<Database> database = Database::Open(path(), Database::Mode::kReadWrite);
    const WallTime now = *ParseInstant(until) + std::chrono::days(1);
    Result<bool> done = false;
    while (done && !*done) done = RetainStep(*database, std::chrono::days(1), now);
    CHECK(done.has_value());
  }

  const std::string& folder() const { return place_.folder(); }
  std::string path() const { return place_.source(); }
  const TestPlace& place() const { return place_; }
  Database Reader() const {
    Result<Database> database = Database::Open(path(), Database::Mode::kReadOnly);
    CHECK(database.has_value());
    return std::move(*database);
  }

 private:
  TestPlace place_;
  std::unique_ptr<Store> store_;
};

}  // namespace farthing::ledger
