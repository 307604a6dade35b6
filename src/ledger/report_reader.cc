#include "ledger/report_reader.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "ledger/corrections.h"
#include "ledger/schema.h"
#include "ledger/store.h"

namespace farthing::ledger {
namespace {

Error NoLedgerYet(const std::string& place) {
  return Error::NotFound("there is no ledger at " + place +
                         " yet; start the gateway (`farthing serve`) and send it a request, or "
                         "name its --config or --data-dir");
}

// The columns of a slice, in its order.
constexpr std::string_view kSharedColumns = "tenant, route, tags, provider, model, cache, tier";

std::string HoursSql() {
  return fmt::format(
      "SELECT hour, {}, requests, errors, unpriced, estimated, cost, baseline{}{} FROM hours "
      "WHERE hour >= ? AND hour < ?",
      kSharedColumns, TokenColumns(), SavingColumns());
}

// The same of single requests. A correction counts as none.
std::string RequestsSql() {
  return fmt::format(
      "SELECT time_ns / 3600000000000, {}, CASE operation WHEN (SELECT id FROM names WHERE text = "
      "'{}') THEN 0 ELSE 1 END, CASE WHEN status >= 400 THEN 1 ELSE 0 END, "
      "CASE WHEN exactness = {} OR baseline_exactness = {} THEN 1 ELSE 0 END, estimated, cost, "
      "baseline{}{} FROM requests WHERE time_ns >= ? AND time_ns < ?",
      kSharedColumns, kCorrection, static_cast<int>(model::Exactness::kUnpriced),
      static_cast<int>(model::Exactness::kUnpriced), TokenColumns(), SavingColumns());
}

Slice SliceOf(const Statement& row) {
  int column = 0;
  Slice slice;
  for (int64_t* part : {&slice.hour, &slice.tenant, &slice.route, &slice.tags, &slice.provider,
                        &slice.model, &slice.cache, &slice.tier}) {
    *part = row.Integer(column++);
  }
  for (int64_t& value : slice.values) value = row.Integer(column++);
  return slice;
}

// A single request. That unpriced ones have no money is seen to here: SQL takes longer.
Slice RequestOf(const Statement& row) {
  Slice slice = SliceOf(row);
  if (slice.values[kUnpricedSum] == 0) return slice;
  std::fill_n(slice.values.begin() + kCostSum, kTokenSums - kCostSum, 0);
  std::fill(slice.values.begin() + kSavingSums, slice.values.end(), 0);
  return slice;
}

using ReadSlice = Slice (*)(const Statement& row);

Status Read(Database& database, const std::string& sql, ReadSlice read, int64_t from, int64_t to,
            const TakeSlice& take) {
  if (from >= to) return {};
  Result<Statement> select = database.Prepare(sql);
  if (!select) return Fail(select.error());
  select->Bind(from).Bind(to);
  while (select->Step()) {
    if (Status taken = take(read(*select)); !taken) return taken;
  }
  return select->Reset();
}

int64_t Nanoseconds(WallTime time) { return time.time_since_epoch().count(); }

}  // namespace

Result<Database> OpenForReport(const std::string& source) {
  if (!IsPostgres(source) && access(source.c_str(), F_OK) != 0) {
    return Fail(NoLedgerYet(source));
  }
  Result<Database> database = Database::Open(source, Database::Mode::kReadOnly);
  if (!database) return database;
  if (Status begun = database->BeginReading(); !begun) return Fail(begun.error());
  const Result<int64_t> version = database->SchemaVersion();
  if (!version) return Fail(version.error());
  if (*version == 0) return Fail(NoLedgerYet(database->place()));
  if (*version > kSchemaVersion) return Fail(LaterSchema(database->place()));
  return database;
}

Status ReadSlices(Database& database, WallTime from, WallTime to, const TakeSlice& take) {
  using std::chrono::hours;
  const auto first = std::chrono::ceil<hours>(from);  // the whole hours: [first, last)
  const auto last = std::max(first, std::chrono::floor<hours>(to));
  const WallTime head_end = std::min<WallTime>(first, to);
  const std::string requests = RequestsSql();
  return Read(database, requests, RequestOf, Nanoseconds(from), Nanoseconds(head_end), take)
      .and_then([&] {
        return Read(database, HoursSql(), SliceOf, first.time_since_epoch().count(),
                    last.time_since_epoch().count(), take);
      })
      .and_then([&] {
        return Read(database, requests, RequestOf, Nanoseconds(std::max<WallTime>(last, head_end)),
                    Nanoseconds(to), take);
      });
}

}  // namespace farthing::ledger
