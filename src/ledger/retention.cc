#include "ledger/retention.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "ledger/hour_sums.h"
#include "ledger/schema.h"

namespace farthing::ledger {
namespace {

// Of one step: a few milliseconds.
constexpr int64_t kMostRequests = 1000;
constexpr int64_t kMostHourRows = 500;
constexpr int64_t kMostPages = 100;
// What of the file may be free, to be written again.
constexpr int64_t kFreeShare = 8;

constexpr int64_t kHoursOfDay = 24;

Result<int64_t> One(Database& database, std::string_view sql) {
  Result<Statement> select = database.Prepare(sql);
  if (!select) return Fail(select.error());
  const int64_t value = select->Step() ? select->Integer(0) : 0;
  if (Status read = select->Reset(); !read) return Fail(read.error());
  return value;
}

int64_t NanosecondsOf(int64_t hour) {
  return std::chrono::nanoseconds(std::chrono::hours(hour)).count();
}

// True when there were any.
Result<bool> RemoveRequests(Database& database, int64_t until_hour) {
  constexpr std::string_view kOldest =
      "(SELECT id FROM requests WHERE time_ns < ? ORDER BY time_ns, id LIMIT ?)";
  Result<Statement> any = database.Prepare("SELECT 1 FROM requests WHERE time_ns < ? LIMIT 1");
  if (!any) return Fail(any.error());
  const bool found = any->Bind(NanosecondsOf(until_hour)).Step();
  if (Status read = any->Reset(); !read) return Fail(read.error());
  if (!found) return false;
  for (const std::string_view table_and_key : {"tries WHERE request", "requests WHERE id"}) {
    Result<Statement> remove =
        database.Prepare(fmt::format("DELETE FROM {} IN {}", table_and_key, kOldest));
    if (!remove) return Fail(remove.error());
    Status removed = remove->Bind(NanosecondsOf(until_hour)).Bind(kMostRequests).Run();
    if (!removed) return Fail(removed.error());
  }
  return true;
}

using HourRow = std::pair<HourKey, HourSums>;

// Some rows of `hours` of that day, its first hour's aside.
Result<std::vector<HourRow>> ReadHours(Database& database, int64_t first_hour) {
  Result<Statement> select = database.Prepare(
      fmt::format("SELECT {} FROM hours WHERE hour > ? AND hour < ? LIMIT ?", HourColumns()));
  if (!select) return Fail(select.error());
  select->Bind(first_hour).Bind(first_hour + kHoursOfDay).Bind(kMostHourRows);
  std::vector<HourRow> rows;
  while (select->Step()) {
    auto& [key, sums] = rows.emplace_back();
    int column = 0;
    for (int64_t& part : key) part = select->Integer(column++);
    for (int64_t& sum : sums) sum = select->Integer(column++);
  }
  if (Status read = select->Reset(); !read) return Fail(read.error());
  return rows;
}

// True when there were any.
Result<bool> RollUp(Database& database, int64_t first_hour) {
  const Result<std::vector<HourRow>> rows = ReadHours(database, first_hour);
  if (!rows) return Fail(rows.error());
  Result<Statement> add = database.Prepare(AddHourSql());
  if (!add) return Fail(add.error());
  Result<Statement> remove = database.Prepare(RemoveHourSql());
  if (!remove) return Fail(remove.error());
  for (const auto& [key, sums] : *rows) {
    HourKey of_day = key;
    of_day[0] = first_hour;
    for (const int64_t part : of_day) add->Bind(part);
    for (const int64_t sum : sums) add->Bind(sum);
    if (Status added = add->Run(); !added) return Fail(added.error());
    for (const int64_t part : key) remove->Bind(part);
    if (Status removed = remove->Run(); !removed) return Fail(removed.error());
  }
  return !rows->empty();
}

// Notes that the oldest day is being rolled up, before any of it is gone. False when none is old
// enough.
Result<bool> BeginNextDay(Database& database, int64_t from_hour, int64_t cut_hour) {
  Result<Statement> oldest =
      database.Prepare("SELECT hour FROM hours WHERE hour >= ? AND hour < ? ORDER BY hour LIMIT 1");
  if (!oldest) return Fail(oldest.error());
  const bool found = oldest->Bind(from_hour).Bind(cut_hour).Step();
  const int64_t hour = found ? oldest->Integer(0) : 0;
  if (Status read = oldest->Reset(); !read) return Fail(read.error());
  if (!found) return false;
  const int64_t until = hour - hour % kHoursOfDay + kHoursOfDay;
  Status noted = database.Execute(fmt::format("UPDATE rolled_up SET until_hour = {}", until));
  if (!noted) return Fail(noted.error());
  return true;
}

// True when it has given any back. Some free pages are kept: new rows fill them.
Result<bool> GiveBack(Database& database) {
  if (database.kind() == Database::Kind::kPostgres) return false;  // which does so by itself
  const Result<int64_t> pages = One(database, "PRAGMA page_count");
  if (!pages) return Fail(pages.error());
  const Result<int64_t> free = One(database, "PRAGMA freelist_count");
  if (!free) return Fail(free.error());
  if (*free <= *pages / kFreeShare + kMostPages) return false;
  Status given = database.Execute(fmt::format("PRAGMA incremental_vacuum({})", kMostPages));
  if (!given) return Fail(given.error());
  return One(database, "PRAGMA freelist_count").map([&](int64_t left) { return left < *free; });
}

// True when there was anything to do.
Result<bool> DoPart(Database& database, int64_t cut_hour) {
  const Result<int64_t> until = One(database, "SELECT until_hour FROM rolled_up");
  if (!until) return Fail(until.error());
  const auto or_else = [](const Result<bool>& done, auto next) -> Result<bool> {
    return !done || *done ? done : next();
  };
  Result<bool> done = RemoveRequests(database, *until);
  done = or_else(done, [&] { return RollUp(database, *until - kHoursOfDay); });
  done = or_else(done, [&] { return BeginNextDay(database, *until, cut_hour); });
  return or_else(done, [&] { return GiveBack(database); });
}

}  // namespace

Result<bool> RetainStep(Database& database, Duration keep, WallTime now) {
  if (keep <= Duration(0) || now.time_since_epoch() < keep) return true;
  const auto cut = std::chrono::floor<std::chrono::days>(now - keep);
  if (Status begun = database.BeginWriting(); !begun) return Fail(begun.error());
  const Result<bool> done = DoPart(database, std::chrono::hours(cut.time_since_epoch()).count());
  Status ended = done ? database.Execute("COMMIT") : Status(Fail(done.error()));
  if (ended) return !*done;
  // Fails where the trouble has ended the transaction already.
  (void)database.Execute("ROLLBACK");
  return Fail(ended.error());
}

Result<WallTime> RolledUpUntil(Database& database) {
  return One(database, "SELECT until_hour FROM rolled_up").map([](int64_t hour) {
    return WallTime(std::chrono::hours(hour));
  });
}

Status RequireSingleRequests(Database& database, std::chrono::sys_days day) {
  const Result<WallTime> until = RolledUpUntil(database);
  if (!until) return Fail(until.error());
  if (day >= *until) return {};
  return Fail(Error::InvalidRequest(
      fmt::format("single requests are kept since {} (the setting ledger.retention), and this asks "
                  "for those of {}; take later days",
                  DayText(DayOf(*until)), DayText(day))));
}

}  // namespace farthing::ledger
