#include "ledger/postgres_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "ledger/hour_sums.h"
#include "ledger/postgres_schema.h"
#include "ledger/schema.h"
#include "ledger/store_row.h"

namespace farthing::ledger {
namespace {

// Lines of COPY's text format, value by value.
class CopyLines {
 public:
  void Bind(int64_t value) { Put(fmt::format_int(value).c_str()); }
  void Bind(std::string_view text) {
    Put("");
    for (const char c : text) {
      if (c == '\\' || c == '\t' || c == '\n' || c == '\r') lines_ += '\\';
      lines_ += c;
    }
  }
  void BindNull() { Put("\\N"); }
  void EndLine() {
    lines_ += '\n';
    begins_ = true;
  }
  const std::string& text() const { return lines_; }

 private:
  void Put(const char* value) {
    if (!std::exchange(begins_, false)) lines_ += '\t';
    lines_ += value;
  }

  std::string lines_;
  bool begins_ = true;
};

std::vector<std::string_view> NamesOf(std::span<const RequestRow> rows) {
  std::vector<std::string_view> names;
  for (const RequestRow& row : rows) {
    for (const std::string_view name : NamesOf(row)) names.push_back(name);
    if (OnlyAttempt(row) != nullptr) continue;
    for (const AttemptRow& attempt : row.attempts) {
      for (const std::string_view name : NamesOf(attempt)) names.push_back(name);
    }
  }
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  return names;
}

// Rows are locked in that order by every writer.
std::vector<std::pair<HourKey, HourSums>> InOrder(const HourTable& hours) {
  std::vector<std::pair<HourKey, HourSums>> rows(hours.sums().begin(), hours.sums().end());
  std::ranges::sort(rows, {}, [](const auto& row) { return row.first; });
  return rows;
}

std::string AddHoursFromArraysSql() {
  std::string arrays;
  for (size_t i = 1; i <= kHourColumns; ++i) {
    arrays += fmt::format("{}${}::bigint[]", i == 1 ? "" : ", ", i);
  }
  return AddHoursSql(fmt::format("SELECT * FROM unnest({})", arrays));
}

Status Ignore(const Result<PostgresAnswer>& answer) {
  return answer ? Status() : Status(Fail(answer.error()));
}

}  // namespace

struct PostgresStore::Group {
  CopyLines requests, tries;
  HourTable hours;

  void Add(const RequestRow& row, int64_t id, const PostgresNames& names) {
    const auto ids_of = [&names](const auto& texts) {
      std::array<int64_t, std::tuple_size_v<std::decay_t<decltype(texts)>>> ids{};
      std::ranges::transform(texts, ids.begin(), [&](auto text) { return names.IdOf(text); });
      return ids;
    };
    const RequestNameIds ids = ids_of(NamesOf(row));
    requests.Bind(id);
    PutRequest(row, ids, &requests);
    requests.EndLine();
    hours.Add(HourKeyOf(row, ids), row);
    if (OnlyAttempt(row) != nullptr) return;
    for (size_t i = 0; i < row.attempts.size(); ++i) {
      const AttemptRow& attempt = row.attempts[i];
      PutTry(id, static_cast<int64_t>(i), attempt, ids_of(NamesOf(attempt)), &tries);
      tries.EndLine();
    }
  }
};

PostgresStore::PostgresStore(std::unique_ptr<PostgresConnection> connection)
    : connection_(std::move(connection)), names_(*connection_) {}

Result<std::unique_ptr<Store>> PostgresStore::Open(const std::string& connection_string) {
  Result<std::unique_ptr<PostgresConnection>> connection =
      PostgresConnection::Open(connection_string, kPatience);
  if (!connection) return Fail(connection.error());
  Status ready = StartSession(**connection);
  // So that what a gateway has left undone does not hinder the next for long.
  if (ready) {
    ready = Ignore((*connection)
                       ->Execute("SET idle_in_transaction_session_timeout = '20s'; "
                                 "SET statement_timeout = '20s'"));
  }
  if (ready) ready = PrepareSchema(**connection);
  if (!ready) return Fail(ready.error());
  return std::unique_ptr<Store>(new PostgresStore(std::move(*connection)));
}

Status PostgresStore::Take(std::span<const RequestRow> rows, std::span<const LanePosition> upto) {
  if (Status learned = names_.Learn(NamesOf(rows)); !learned) return learned;
  const Result<bool> begun = Begin(upto);
  Status taken = begun ? Status() : Status(Fail(begun.error()));
  if (taken && *begun && !rows.empty()) taken = TakeRows(rows);
  if (taken) taken = Ignore(connection_->Execute("COMMIT"));
  if (!taken) (void)connection_->Execute("ROLLBACK");
  return taken;
}

// Begins the transaction and notes the places; false when the store has them already. The lock on
// the run waits for a transaction that this very run, or who left it, began on another connection.
Result<bool> PostgresStore::Begin(std::span<const LanePosition> upto) {
  if (upto.empty()) return connection_->Execute("BEGIN").map([](const auto&) { return true; });
  std::string sql = fmt::format(
      "BEGIN; SELECT pg_advisory_xact_lock({}); "
      "INSERT INTO journal (run, lane, sequence, byte) VALUES ",
      upto.front().run);
  std::vector<LanePosition> lanes(upto.begin(), upto.end());
  std::ranges::sort(lanes, {}, &LanePosition::lane);
  for (const auto& [run, lane, position] : lanes) {
    sql += fmt::format("{}({}, {}, {}, {})", lane == lanes.front().lane ? "" : ", ", run, lane,
                       position.sequence, position.offset);
  }
  sql +=
      " ON CONFLICT (run, lane) DO UPDATE SET sequence = excluded.sequence, byte = excluded.byte "
      "WHERE (journal.sequence, journal.byte) < (excluded.sequence, excluded.byte)";
  return connection_->Execute(sql).map(
      [](const PostgresAnswer& noted) { return noted.touched() > 0; });
}

Result<std::vector<int64_t>> PostgresStore::NewIds(size_t count) {
  const Result<PostgresAnswer> rows = connection_->Execute(
      fmt::format("SELECT nextval('requests_id_seq') FROM generate_series(1, {})", count));
  if (!rows) return Fail(rows.error());
  std::vector<int64_t> ids;
  for (int row = 0; row < rows->rows(); ++row) ids.push_back(rows->Integer(row, 0).value_or(0));
  return ids;
}

Status PostgresStore::TakeRows(std::span<const RequestRow> rows) {
  const Result<std::vector<int64_t>> ids = NewIds(rows.size());
  if (!ids) return Fail(ids.error());
  Group group;
  for (size_t i = 0; i < rows.size(); ++i) {
    group.Add(rows[i], (*ids)[i], names_);
  }
  return connection_
      ->Copy(fmt::format("COPY requests (id, {}) FROM STDIN", RequestColumns()),
             group.requests.text())
      .and_then([&] {
        if (group.tries.text().empty()) return Status();
        return connection_->Copy(fmt::format("COPY tries ({}) FROM STDIN", TryColumns()),
                                 group.tries.text());
      })
      .and_then([&] { return AddHours(group); });
}

// Each column comes as an array.
Status PostgresStore::AddHours(const Group& group) {
  std::vector<std::string> columns(kHourColumns, "{");
  for (const auto& [key, sums] : InOrder(group.hours)) {
    size_t column = 0;
    const auto put = [&](int64_t value) {
      std::string& array = columns[column++];
      if (array.size() > 1) array += ',';
      array += fmt::format_int(value).c_str();
    };
    for (const int64_t part : key) put(part);
    for (const int64_t sum : sums) put(sum);
  }
  for (std::string& array : columns) array += '}';
  return Ignore(connection_->Execute(AddHoursFromArraysSql(), columns));
}

// The lock makes it wait for what is still under way, as Begin does.
Result<std::map<uint32_t, JournalPosition>> PostgresStore::PositionsOf(uint64_t run) {
  const Result<PostgresAnswer> rows =
      connection_->Execute(fmt::format("BEGIN; SELECT pg_advisory_xact_lock({0}); COMMIT; "
                                       "SELECT lane, sequence, byte FROM journal WHERE run = {0}",
                                       run));
  if (!rows) return Fail(rows.error());
  std::map<uint32_t, JournalPosition> positions;
  for (int row = 0; row < rows->rows(); ++row) {
    const auto value = [&](int column) { return rows->Integer(row, column).value_or(0); };
    positions[static_cast<uint32_t>(value(0))] = {static_cast<uint64_t>(value(1)),
                                                  static_cast<uint64_t>(value(2))};
  }
  return positions;
}

Status PostgresStore::Forget(uint64_t run) {
  return Ignore(connection_->Execute(fmt::format("DELETE FROM journal WHERE run = {}", run)));
}

}  // namespace farthing::ledger
