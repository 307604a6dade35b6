#include "ledger/store.h"

#include <fmt/format.h>

#include <utility>

#include "ledger/hour_sums.h"
#include "ledger/schema.h"

namespace farthing::ledger {
namespace {

// Names that were met; beyond that many the database is asked.
constexpr size_t kMostNames = 100'000;

std::string Parameters(size_t count) {
  std::string text = "?";
  for (size_t i = 1; i < count; ++i) text += ", ?";
  return text;
}

std::string InsertRequestSql() {
  return "INSERT INTO requests (request_id, time_ns, tenant, key, route, tags, dialect, operation, "
         "asked_model, provider, model, cache, price_version, baseline_model, tier, status, "
         "stream, first_token_ns, duration_ns, estimated, exactness, cost, baseline_exactness, "
         "baseline_converted, baseline" +
         TokenColumns() + SavingColumns() + ") VALUES (" +
         Parameters(25 + model::kTokenClasses + kStepCount) + ")";
}

std::string InsertAttemptSql() {
  return "INSERT INTO attempts (request, attempt, provider, model, outcome, service_tier, "
         "price_version, key, status, first_token_ns, duration_ns, estimated, exactness, cost" +
         TokenColumns() + ") VALUES (" + Parameters(14 + model::kTokenClasses) + ")";
}

void BindTokens(const model::TokenCounts& tokens, Statement* statement) {
  for (size_t i = 0; i < model::kTokenClasses; ++i) {
    statement->Bind(tokens[static_cast<model::TokenClass>(i)]);
  }
}

void BindTimes(Duration first_token, Duration duration, Statement* statement) {
  if (first_token.count() < 0) {
    statement->BindNull();
  } else {
    statement->Bind(first_token.count());
  }
  statement->Bind(duration.count());
}

void BindCost(const Cost& cost, Statement* statement) {
  statement->Bind(int64_t{cost.estimated});
  statement->Bind(static_cast<int64_t>(cost.exactness));
  statement->Bind(cost.money.picodollars());
}

}  // namespace

Result<std::unique_ptr<Store>> Store::Open(const std::string& path) {
  Result<Database> database = Database::Open(path, Database::Mode::kReadWrite);
  if (!database) return Fail(database.error());
  std::unique_ptr<Store> store(new Store(std::move(*database)));
  if (Status prepared = store->Prepare(); !prepared) return Fail(prepared.error());
  return store;
}

Status Store::Prepare() {
  Result<Statement> version = database_.Prepare("PRAGMA user_version");
  if (!version) return Fail(version.error());
  const int64_t found = version->Step() ? version->Integer(0) : 0;
  if (Status read = version->Reset(); !read) return read;
  if (found > kSchemaVersion) {
    return Fail(Error::Internal(database_.path() +
                                " was written by a later version of Farthing; start that one, or "
                                "give another data directory"));
  }
  if (found == 0) {
    Status made = database_.Execute("BEGIN IMMEDIATE;" + SchemaSql() + "COMMIT;");
    if (!made) return made;
  }
  const std::pair<Statement*, std::string> statements[] = {
      {&insert_request_, InsertRequestSql()},
      {&insert_attempt_, InsertAttemptSql()},
      {&add_hour_, AddHourSql()},
      {&insert_name_, "INSERT INTO names (text) VALUES (?)"},
      {&find_name_, "SELECT id FROM names WHERE text = ?"},
      {&advance_,
       "INSERT INTO journal (run, lane, sequence, byte) VALUES (?, ?, ?, ?) "
       "ON CONFLICT DO UPDATE SET sequence = excluded.sequence, byte = excluded.byte "
       "WHERE (sequence, byte) < (excluded.sequence, excluded.byte)"}};
  for (const auto& [statement, sql] : statements) {
    Result<Statement> prepared = database_.Prepare(sql);
    if (!prepared) return Fail(prepared.error());
    *statement = std::move(*prepared);
  }
  return {};
}

Status Store::Take(std::span<const RequestRow> rows, std::span<const LanePosition> upto) {
  if (Status begun = database_.Execute("BEGIN IMMEDIATE"); !begun) return begun;
  const Result<bool> advanced = Advance(upto);
  Status taken = advanced ? Status() : Status(Fail(advanced.error()));
  if (taken && (*advanced || upto.empty())) taken = TakeRows(rows);
  if (taken) taken = database_.Execute("COMMIT");
  if (taken) return {};
  names_.clear();  // what this transaction has added is gone
  // Fails where the trouble has ended the transaction already.
  (void)database_.Execute("ROLLBACK");
  return taken;
}

// Whether any of the lanes was not there yet.
Result<bool> Store::Advance(std::span<const LanePosition> upto) {
  bool advanced = false;
  for (const LanePosition& lane : upto) {
    Status run = advance_.Bind(static_cast<int64_t>(lane.run))
                     .Bind(int64_t{lane.lane})
                     .Bind(static_cast<int64_t>(lane.position.sequence))
                     .Bind(static_cast<int64_t>(lane.position.offset))
                     .Run();
    if (!run) return Fail(run.error());
    advanced |= database_.changes() > 0;
  }
  return advanced;
}

Status Store::TakeRows(std::span<const RequestRow> rows) {
  HourTable hours;
  for (const RequestRow& row : rows) {
    if (Status taken = TakeRow(row, &hours); !taken) return taken;
  }
  for (const auto& [key, sums] : hours.sums()) {
    for (const int64_t part : key) add_hour_.Bind(part);
    for (const int64_t sum : sums) add_hour_.Bind(sum);
    if (Status added = add_hour_.Run(); !added) return added;
  }
  return {};
}

Result<int64_t> Store::NameId(std::string_view text) {
  const auto known = names_.find(text);
  if (known != names_.end()) return known->second;
  int64_t id = find_name_.Bind(text).Step() ? find_name_.Integer(0) : 0;
  if (Status found = find_name_.Reset(); !found) return Fail(found.error());
  if (id == 0) {
    if (Status added = insert_name_.Bind(text).Run(); !added) return Fail(added.error());
    id = database_.last_id();
  }
  if (names_.size() >= kMostNames) names_.clear();
  names_.emplace(std::string(text), id);
  return id;
}

// Binds the ids of the names, in order.
Status Store::BindNames(std::span<const std::string_view> names, Statement* statement,
                        std::span<int64_t> ids) {
  for (size_t i = 0; i < names.size(); ++i) {
    Result<int64_t> id = NameId(names[i]);
    if (!id) return Fail(id.error());
    statement->Bind(ids[i] = *id);
  }
  return {};
}

Status Store::TakeRow(const RequestRow& row, HourTable* hours) {
  Statement& insert = insert_request_;
  insert.Bind(row.id).Bind(int64_t{row.time.time_since_epoch().count()});
  const std::array<std::string_view, 12> names{row.tenant,
                                               row.key,
                                               row.route,
                                               row.tags,
                                               row.dialect,
                                               row.operation,
                                               row.asked_model,
                                               row.provider,
                                               row.model,
                                               row.cache,
                                               row.cost.price_version,
                                               row.baseline_model};
  std::array<int64_t, 12> ids{};
  if (Status bound = BindNames(names, &insert, ids); !bound) return bound;
  insert.Bind(int64_t{row.tier}).Bind(int64_t{row.status}).Bind(int64_t{row.stream});
  BindTimes(row.first_token, row.duration, &insert);
  BindCost(row.cost, &insert);
  insert.Bind(static_cast<int64_t>(row.baseline_exactness)).Bind(int64_t{row.baseline_converted});
  insert.Bind(row.baseline.picodollars());
  BindTokens(row.cost.tokens, &insert);
  for (const Money saved : row.savings) insert.Bind(saved.picodollars());
  if (Status inserted = insert.Run(); !inserted) return inserted;
  if (Status taken = TakeAttempts(row, database_.last_id()); !taken) return taken;
  const auto [tenant, key, route, tags, dialect, operation, asked, provider, model, cache, price,
              baseline] = ids;
  return hours->Add(
      {HourOf(row.time), tenant, key, route, tags, asked, provider, model, cache, row.tier}, row);
}

Status Store::TakeAttempts(const RequestRow& row, int64_t request) {
  for (size_t i = 0; i < row.attempts.size(); ++i) {
    const AttemptRow& attempt = row.attempts[i];
    Statement& insert = insert_attempt_;
    insert.Bind(request).Bind(static_cast<int64_t>(i));
    const std::array<std::string_view, 5> names{attempt.provider, attempt.model, attempt.outcome,
                                                attempt.service_tier, attempt.cost.price_version};
    std::array<int64_t, 5> ids{};
    if (Status bound = BindNames(names, &insert, ids); !bound) return bound;
    insert.Bind(int64_t{attempt.key}).Bind(int64_t{attempt.status});
    BindTimes(attempt.first_token, attempt.duration, &insert);
    BindCost(attempt.cost, &insert);
    BindTokens(attempt.cost.tokens, &insert);
    if (Status inserted = insert.Run(); !inserted) return inserted;
  }
  return {};
}

Result<std::map<uint32_t, JournalPosition>> Store::PositionsOf(uint64_t run) {
  Result<Statement> select =
      database_.Prepare("SELECT lane, sequence, byte FROM journal WHERE run = ?");
  if (!select) return Fail(select.error());
  select->Bind(static_cast<int64_t>(run));
  std::map<uint32_t, JournalPosition> positions;
  while (select->Step()) {
    positions[static_cast<uint32_t>(select->Integer(0))] = {
        static_cast<uint64_t>(select->Integer(1)), static_cast<uint64_t>(select->Integer(2))};
  }
  if (Status read = select->Reset(); !read) return Fail(read.error());
  return positions;
}

Status Store::Forget(uint64_t run) {
  Result<Statement> forget = database_.Prepare("DELETE FROM journal WHERE run = ?");
  if (!forget) return Fail(forget.error());
  return forget->Bind(static_cast<int64_t>(run)).Run();
}

}  // namespace farthing::ledger
