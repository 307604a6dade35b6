#include "ledger/postgres_store.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <thread>
#include <vector>

#include "base/random.h"
#include "ledger/postgres_fixture_test.h"
#include "ledger/report.h"
#include "ledger/report_json.h"
#include "ledger/schema.h"
#include "ledger/store_row.h"

namespace farthing::ledger {
namespace {

using model::Exactness;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr WallTime kStart{std::chrono::hours(490'000)};

// Requests of many kinds in the two days from kStart.
std::vector<RequestRow> ManyRows(int count) {
  FastRandom random(11);
  const auto any = [&random](uint64_t below) {
    return static_cast<int64_t>(random.Next() % below);
  };
  std::vector<RequestRow> rows;
  for (int i = 0; i < count; ++i) {
    RequestRow& row = rows.emplace_back();
    row.id = "req_" + std::to_string(i);
    row.time = kStart + std::chrono::seconds(any(48 * 3600));
    row.tenant = "tenant" + std::to_string(any(4));
    row.route = any(3) == 0 ? "" : "support";
    row.tags = any(2) == 0 ? "a=b\\,c=\"d\"" : "team=r{e}d,x=é";
    row.provider = "openai";
    row.model = "model" + std::to_string(any(5));
    row.cache = any(4) == 0 ? "exact" : "miss";
    row.tier = static_cast<int>(any(4));
    row.status = any(10) == 0 ? 500 : 200;
    row.stream = any(2) == 0;
    if (row.stream) row.first_token = Duration(any(1'000'000'000));
    row.duration = Duration(any(10'000'000'000));
    row.cost.tokens[model::TokenClass::kFresh] = any(100'000);
    row.cost.tokens[model::TokenClass::kImageOut] = any(1000);
    row.cost.exactness = any(9) == 0 ? Exactness::kUnpriced : Exactness::kExact;
    row.baseline_exactness = Exactness::kExact;
    row.cost.money = Money::Picodollars(any(1'000'000'000'000));
    row.baseline = Money::Picodollars(row.cost.money.picodollars() - 5);
    row.savings[static_cast<size_t>(Step::kShadow)] = Money::Picodollars(-5);
    row.attempts.resize(static_cast<size_t>(any(4)));
    for (AttemptRow& attempt : row.attempts) {
      attempt.provider = "openai";
      attempt.model = row.model;
      attempt.key = static_cast<uint32_t>(any(1u << 30));
      attempt.cost = row.cost;
    }
  }
  return rows;
}

// `columns`, names of which are ids of `names`, as texts, so that they can be told apart.
std::vector<std::string> Dump(const std::string& source, const std::string& sql) {
  Result<Database> database = Database::Open(source, Database::Mode::kReadOnly);
  Result<Statement> select = database->Prepare(sql);
  CHECK(select.has_value());
  std::vector<std::string> rows;
  while (select->Step()) rows.emplace_back(select->Text(0));
  CHECK(select->Reset().has_value());
  return rows;
}

// "a || '|' || b" for a list of columns; null as "-".
std::string Joined(std::string columns, const std::string& table) {
  std::string joined = "''";
  columns += ", ";
  for (size_t at = 0; at < columns.size();) {
    const size_t end = columns.find(", ", at);
    joined += fmt::format(" || '|' || coalesce(CAST({}.{} AS TEXT), '-')", table,
                          columns.substr(at, end - at));
    at = end + 2;
  }
  return joined;
}

class PostgresStoreTest : public PostgresTest {};

TEST_F(PostgresStoreTest, HoldsTheRowsThatAnSqliteFileHolds) {
  const TestFolder folder;
  const std::string file = SourceOf(folder.path, std::nullopt);
  const std::vector<RequestRow> rows = ManyRows(5000);
  ASSERT_TRUE((*Store::Open(file))->Take(rows, {}));
  ASSERT_TRUE(OpenStore()->Take(rows, {}));
  const std::string name = ", (SELECT text FROM names WHERE id = ";
  // What is an id of a name differs, what it names does not.
  const std::string requests =
      "SELECT " +
      Joined(
          "request_id, time_ns, tier, status, stream, first_token_ns, duration_ns, estimated, "
          "exactness, cost, baseline_exactness, baseline_converted, baseline" +
              TokenColumns() + SavingColumns(),
          "r") +
      " || t.text || g.text || m.text || c.text FROM requests r JOIN names t ON t.id = r.tenant "
      "JOIN names g ON g.id = r.tags JOIN names m ON m.id = r.model "
      "JOIN names c ON c.id = r.cache ORDER BY r.request_id";
  EXPECT_EQ(Dump(file, requests), Dump(place_.source(), requests));
  const std::string attempts =
      "SELECT q.request_id || " +
      Joined("attempt, key, status, first_token_ns, duration_ns, estimated, exactness, cost" +
                 TokenColumns(),
             "a") +
      " || m.text FROM attempts a JOIN requests q ON q.id = a.request "
      "JOIN names m ON m.id = a.model ORDER BY q.request_id, a.attempt";
  EXPECT_EQ(Dump(file, attempts), Dump(place_.source(), attempts));
  const std::string hours =
      "SELECT " +
      Joined("hour, tier, requests, errors, unpriced, estimated, duration_ns, cost, baseline" +
                 TokenColumns() + SavingColumns(),
             "h") +
      " || t.text || m.text || c.text || r.text || g.text AS line FROM hours h "
      "JOIN names t ON t.id = h.tenant JOIN names m ON m.id = h.model "
      "JOIN names c ON c.id = h.cache JOIN names r ON r.id = h.route "
      "JOIN names g ON g.id = h.tags";
  std::vector<std::string> file_hours = Dump(file, hours);
  std::vector<std::string> server_hours = Dump(place_.source(), hours);
  std::ranges::sort(file_hours);
  std::ranges::sort(server_hours);
  EXPECT_EQ(file_hours, server_hours);
  EXPECT_EQ(Dump(file, "SELECT text FROM names ORDER BY text").size(),
            Dump(place_.source(), "SELECT text FROM names ORDER BY text").size());
}

TEST_F(PostgresStoreTest, GivesTheReportsThatAnSqliteFileGives) {
  const TestFolder folder;
  const std::string file = SourceOf(folder.path, std::nullopt);
  const std::vector<RequestRow> rows = ManyRows(20'000);
  ASSERT_TRUE((*Store::Open(file))->Take(rows, {}));
  ASSERT_TRUE(OpenStore()->Take(rows, {}));
  for (size_t by = 0; by < kReportBys; ++by) {
    const Question question{.from = kStart + std::chrono::minutes(17),
                            .to = kStart + std::chrono::minutes(2000),
                            .by = static_cast<ReportBy>(by)};
    const Result<Report> of_file = MakeReport(file, question);
    const Result<Report> of_server = MakeReport(place_.source(), question);
    ASSERT_TRUE(of_file && of_server);
    EXPECT_EQ(ReportAsJson(*of_file), ReportAsJson(*of_server));
  }
}

// Several gateways, whose rows have names and hours in common.
TEST_F(PostgresStoreTest, WritersMayWorkAtTheSameTime) {
  constexpr int kWriters = 4, kGroups = 30;
  std::vector<std::thread> writers;
  std::atomic<int> failed{0};
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] {
      const std::unique_ptr<Store> store = OpenStore();
      for (int group = 0; group < kGroups; ++group) {
        std::vector<RequestRow> rows;
        for (int i = 0; i < 50; ++i) {
          rows.push_back(Row(fmt::format("{} {} {}", writer, group, i)));
          // In another order by each writer.
          rows.back().tenant = "tenant" + std::to_string((i * (writer + 1) + group) % 17);
          rows.back().tags = fmt::format("group={}", (group + i) % 7);
        }
        const LanePosition upto{
            1000u + static_cast<uint64_t>(writer), 0, {1, 64 + static_cast<uint64_t>(group)}};
        if (!store->Take(rows, std::span(&upto, 1))) ++failed;
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(Ask("SELECT count(*) FROM requests"), kWriters * kGroups * 50);
  EXPECT_EQ(Ask("SELECT sum(requests) FROM hours"), kWriters * kGroups * 50);
  EXPECT_EQ(Ask("SELECT count(*) FROM hours"), 17 * 7);
  EXPECT_EQ(Ask("SELECT count(*) FROM journal"), kWriters);
}

TEST_F(PostgresStoreTest, GatewaysMayStartAtTheSameTime) {
  std::atomic<int> opened{0};
  std::vector<std::thread> starts;
  for (int i = 0; i < 4; ++i) {
    starts.emplace_back([&] { opened += Store::Open(place_.source()).has_value() ? 1 : 0; });
  }
  for (std::thread& start : starts) start.join();
  EXPECT_EQ(opened, 4);
}

// A gateway was killed, or gave up, while the server was still at its last group.
TEST_F(PostgresStoreTest, WaitsForWhatAnEarlierConnectionHasUnderWay) {
  const std::unique_ptr<Store> store = OpenStore();
  Result<Database> earlier = Database::Open(place_.source(), Database::Mode::kReadWrite);
  ASSERT_TRUE(earlier->Execute(
      "BEGIN; SELECT pg_advisory_xact_lock(7); INSERT INTO journal VALUES (7, 0, 1, 128)"));
  const LanePosition upto{7, 0, {1, 128}};
  Status taken;
  std::thread taking([&] { taken = store->Take(std::vector{Row("a")}, std::span(&upto, 1)); });
  while (Ask("SELECT count(*) FROM pg_locks WHERE NOT granted") == 0) std::this_thread::yield();
  ASSERT_TRUE(earlier->Execute("COMMIT"));
  taking.join();
  EXPECT_TRUE(taken);
  EXPECT_EQ(Ask("SELECT count(*) FROM requests"), 0);  // the earlier one has taken it
}

TEST_F(PostgresStoreTest, TakesAnyText) {
  RequestRow row = Row("tab\tback\\slash\nline\r\\N");
  row.tenant = std::string("nul\0", 4);
  row.tags = "\xff\xfe{},\"'\\";
  ASSERT_TRUE(OpenStore()->Take(std::vector{row}, {}));
  EXPECT_EQ(Dump(place_.source(), "SELECT request_id FROM requests"),
            std::vector<std::string>{row.id});
  EXPECT_EQ(Dump(place_.source(), "SELECT text FROM names JOIN requests ON tags = names.id"),
            std::vector<std::string>{"\xef\xbf\xbd\xef\xbf\xbd{},\"'\\"});
}

TEST_F(PostgresStoreTest, AWrongPasswordIsSaidWithoutSayingIt) {
  std::string source = place_.source();
  source.replace(source.find(":secret@"), 8, ":guessed@");
  const auto store = Store::Open(source);
  ASSERT_FALSE(store);
  EXPECT_THAT(store.error().message, HasSubstr("password authentication failed"));
  EXPECT_THAT(store.error().message, Not(HasSubstr("guessed")));
}

TEST_F(PostgresStoreTest, RefusesADatabaseOfAnotherEncoding) {
  TestDatabase::Run("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
  const std::string source = place_.source();
  const auto store = Store::Open(source.substr(0, source.rfind('/')) + "/latin");
  TestDatabase::Run("DROP DATABASE latin WITH (FORCE)");
  ASSERT_FALSE(store);
  EXPECT_THAT(store.error().message, HasSubstr("LATIN1"));
}

// An administrator may have made the schema for a user who may not.
TEST_F(PostgresStoreTest, NeedsNoRightToMakeASchemaThatIsThere) {
  TestDatabase::Run("CREATE ROLE guest LOGIN PASSWORD 'secret'");
  ASSERT_TRUE(Database::Open(place_.source(), Database::Mode::kReadWrite)
                  ->Execute("CREATE SCHEMA farthing AUTHORIZATION guest"));
  std::string source = place_.source();
  source.replace(source.find("farthing:"), 9, "guest:");
  const auto store = Store::Open(source);
  EXPECT_TRUE(store) << store.error().message;
  ASSERT_TRUE(Database::Open(place_.source(), Database::Mode::kReadWrite)
                  ->Execute("DROP OWNED BY guest; DROP ROLE guest"));
}

}  // namespace
}  // namespace farthing::ledger
