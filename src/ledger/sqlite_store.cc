#include "ledger/sqlite_store.h"

#include <fmt/format.h>

#include <utility>

#include "ledger/hour_sums.h"
#include "ledger/schema.h"
#include "ledger/store_row.h"

namespace farthing::ledger {
namespace {

// Names that were met; beyond that many the database is asked.
constexpr size_t kMostNames = 100'000;

std::string Parameters(size_t count) {
  std::string text = "?";
  for (size_t i = 1; i < count; ++i) text += ", ?";
  return text;
}

std::string InsertSql(std::string_view table, std::string_view columns, size_t count) {
  return fmt::format("INSERT INTO {} ({}) VALUES ({})", table, columns, Parameters(count));
}

}  // namespace

Result<std::unique_ptr<Store>> SqliteStore::Open(const std::string& path) {
  Result<SqliteDatabase> database = SqliteDatabase::Open(path, Database::Mode::kReadWrite);
  if (!database) return Fail(database.error());
  std::unique_ptr<SqliteStore> store(new SqliteStore(std::move(*database)));
  if (Status prepared = store->Prepare(); !prepared) return Fail(prepared.error());
  return store;
}

Status SqliteStore::Prepare() {
  const Result<int64_t> version = database_.SchemaVersion();
  if (!version) return Fail(version.error());
  if (*version > kSchemaVersion) return Fail(LaterSchema(database_.place()));
  if (*version == 0) {
    Status made =
        database_.Execute(fmt::format("BEGIN IMMEDIATE;{}PRAGMA user_version = {};COMMIT;",
                                      SchemaSql(Database::Kind::kSqlite), kSchemaVersion));
    if (!made) return made;
  }
  const std::pair<SqliteStatement*, std::string> statements[] = {
      {&insert_request_, InsertSql("requests", RequestColumns(), kRequestColumns)},
      {&insert_plain_, InsertSql("requests", PlainColumns(), kPlainColumns)},
      {&insert_try_, InsertSql("tries", TryColumns(), kTryColumns)},
      {&add_hour_, AddHourSql()},
      {&insert_name_, "INSERT INTO names (text) VALUES (?)"},
      {&find_name_, "SELECT id FROM names WHERE text = ?"},
      {&advance_,
       "INSERT INTO journal (run, lane, sequence, byte) VALUES (?, ?, ?, ?) "
       "ON CONFLICT DO UPDATE SET sequence = excluded.sequence, byte = excluded.byte "
       "WHERE (sequence, byte) < (excluded.sequence, excluded.byte)"}};
  for (const auto& [statement, sql] : statements) {
    Result<SqliteStatement> prepared = database_.PrepareStatement(sql);
    if (!prepared) return Fail(prepared.error());
    *statement = std::move(*prepared);
  }
  return {};
}

Status SqliteStore::Take(std::span<const RequestRow> rows, std::span<const LanePosition> upto) {
  if (Status begun = database_.Execute("BEGIN IMMEDIATE"); !begun) return begun;
  const Result<bool> advanced = Advance(upto);
  Status taken = advanced ? Status() : Status(Fail(advanced.error()));
  if (taken && (*advanced || upto.empty())) taken = TakeRows(rows);
  if (taken) taken = database_.Execute("COMMIT");
  if (taken) return {};
  names_.clear();  // what this transaction has added is gone
  last_ids_ = {};
  // Fails where the trouble has ended the transaction already.
  (void)database_.Execute("ROLLBACK");
  return taken;
}

// Whether any of the lanes was not there yet.
Result<bool> SqliteStore::Advance(std::span<const LanePosition> upto) {
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

Status SqliteStore::TakeRows(std::span<const RequestRow> rows) {
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

Result<int64_t> SqliteStore::NameId(std::string_view text) {
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

Status SqliteStore::FindIds(std::span<const std::string_view> names, std::span<int64_t> ids) {
  for (size_t i = 0; i < names.size(); ++i) {
    const Result<int64_t> id = NameId(names[i]);
    if (!id) return Fail(id.error());
    ids[i] = *id;
  }
  return {};
}

// Neighbours mostly differ in few names, if any.
Status SqliteStore::FindRequestIds(const RequestRow& row) {
  const RequestNames names = NamesOf(row);
  for (size_t i = 0; i < names.size(); ++i) {
    if (last_ids_[i] != 0 && last_names_[i] == names[i]) continue;
    const Result<int64_t> id = NameId(names[i]);
    if (!id) return Fail(id.error());
    last_names_[i] = names[i];
    last_ids_[i] = *id;
  }
  return {};
}

Status SqliteStore::TakeRow(const RequestRow& row, HourTable* hours) {
  if (Status found = FindRequestIds(row); !found) return found;
  const bool plain = IsPlain(row);
  SqliteStatement& insert = plain ? insert_plain_ : insert_request_;
  if (plain) {
    PutPlain(row, last_ids_, &insert);
  } else {
    PutRequest(row, last_ids_, &insert);
  }
  if (Status inserted = insert.Run(); !inserted) return inserted;
  hours->Add(HourKeyOf(row, last_ids_), row);
  return OnlyAttempt(row) != nullptr ? Status() : TakeTries(row, database_.last_id());
}

Status SqliteStore::TakeTries(const RequestRow& row, int64_t request) {
  for (size_t i = 0; i < row.attempts.size(); ++i) {
    const AttemptRow& attempt = row.attempts[i];
    AttemptNameIds ids{};
    if (Status found = FindIds(NamesOf(attempt), ids); !found) return found;
    PutTry(request, static_cast<int64_t>(i), attempt, ids, &insert_try_);
    if (Status inserted = insert_try_.Run(); !inserted) return inserted;
  }
  return {};
}

Result<std::map<uint32_t, JournalPosition>> SqliteStore::PositionsOf(uint64_t run) {
  Result<SqliteStatement> select =
      database_.PrepareStatement("SELECT lane, sequence, byte FROM journal WHERE run = ?");
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

Status SqliteStore::Forget(uint64_t run) {
  Result<SqliteStatement> forget = database_.PrepareStatement("DELETE FROM journal WHERE run = ?");
  if (!forget) return Fail(forget.error());
  return forget->Bind(static_cast<int64_t>(run)).Run();
}

}  // namespace farthing::ledger
