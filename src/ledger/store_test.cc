#include "ledger/store.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "base/check.h"
#include "ledger/database.h"
#include "ledger/hour_sums.h"
#include "ledger/test_place.h"

namespace farthing::ledger {
namespace {

using model::Exactness;

namespace fs = std::filesystem;
using model::TokenClass;

RequestRow Row(std::string id, int64_t cost = 10) {
  RequestRow row;
  row.id = std::move(id);
  row.time = WallTime(std::chrono::hours(500'000) + std::chrono::minutes(5));
  row.tenant = "acme";
  row.model = "m";
  row.provider = "p";
  row.asked_model = "p/m";
  row.status = 200;
  row.cost.tokens[TokenClass::kFresh] = 7;
  row.cost.exactness = Exactness::kExact;
  row.cost.money = Money::Picodollars(cost);
  row.baseline_exactness = Exactness::kExact;
  row.baseline = Money::Picodollars(cost + 5);
  row.savings[static_cast<size_t>(Step::kRoute)] = Money::Picodollars(5);
  row.attempts.resize(2);
  row.attempts[0].status = 500;
  return row;
}

constexpr uint64_t kRun = 77;

std::vector<LanePosition> At(uint32_t lane, uint64_t sequence, uint64_t offset) {
  return {{kRun, lane, {sequence, offset}}};
}

class StoreTest : public ::testing::Test {
 protected:
  std::unique_ptr<Store> Open() {
    Result<std::unique_ptr<Store>> store = Store::Open(place_.source());
    CHECK(store.has_value());
    return std::move(*store);
  }
  int64_t Ask(const std::string& sql) { return AskNumber(place_.source(), sql); }

  TestPlace place_;
};

TEST_F(StoreTest, KeepsRowsAttemptsAndSums) {
  const std::unique_ptr<Store> store = Open();
  const std::vector<RequestRow> rows{Row("a"), Row("b", 20)};
  ASSERT_TRUE(store->Take(rows, At(0, 1, 100)));
  ASSERT_TRUE(store->Take(std::vector{Row("c", 30)}, At(0, 1, 200)));
  EXPECT_EQ(Ask("SELECT count(*) FROM requests"), 3);
  EXPECT_EQ(Ask("SELECT count(*) FROM attempts"), 6);
  EXPECT_EQ(Ask("SELECT count(*) FROM hours"), 1);
  EXPECT_EQ(Ask("SELECT requests FROM hours"), 3);
  EXPECT_EQ(Ask("SELECT cost FROM hours"), 60);
  EXPECT_EQ(Ask("SELECT fresh FROM hours"), 21);
  EXPECT_EQ(Ask("SELECT baseline - saved_route - cost FROM hours"), 0);
  EXPECT_EQ(Ask("SELECT sum(status) FROM attempts"), 1500);
  EXPECT_EQ(Ask("SELECT n.id FROM names n JOIN requests r ON r.tenant = n.id WHERE n.text = 'acme' "
                "LIMIT 1"),
            Ask("SELECT tenant FROM hours"));
}

TEST_F(StoreTest, LeavesTheMoneyOfUnpricedRowsOutOfTheSums) {
  const std::unique_ptr<Store> store = Open();
  RequestRow unpriced = Row("u");
  unpriced.cost.exactness = Exactness::kUnpriced;
  RequestRow no_baseline = Row("n");
  no_baseline.baseline_exactness = Exactness::kUnpriced;
  ASSERT_TRUE(store->Take(std::vector{unpriced, no_baseline, Row("p")}, At(0, 1, 100)));
  EXPECT_EQ(Ask("SELECT unpriced FROM hours"), 2);
  EXPECT_EQ(Ask("SELECT cost FROM hours"), 10);
  EXPECT_EQ(Ask("SELECT baseline - saved_route - cost FROM hours"), 0);
  EXPECT_EQ(Ask("SELECT fresh FROM hours"), 21);
}

TEST_F(StoreTest, RemembersHowFarItTookTheJournal) {
  {
    const std::unique_ptr<Store> store = Open();
    ASSERT_TRUE(store->Take(std::vector{Row("a")}, At(3, 7, 64)));
    ASSERT_TRUE(store->Take({}, At(3, 8, 128)));
    ASSERT_TRUE(store->Take({}, At(1, 2, 72)));
  }
  const std::unique_ptr<Store> store = Open();
  const std::map<uint32_t, JournalPosition> expected{{1, {2, 72}}, {3, {8, 128}}};
  EXPECT_EQ(store->PositionsOf(kRun).value(), expected);
  EXPECT_TRUE(store->PositionsOf(kRun + 1)->empty());
}

TEST_F(StoreTest, KeepsRunsApartAndForgetsThem) {
  const std::unique_ptr<Store> store = Open();
  const LanePosition other{kRun + 1, 3, {9, 9}};
  ASSERT_TRUE(store->Take(std::vector{Row("a")}, At(3, 7, 64)));
  ASSERT_TRUE(store->Take(std::vector{Row("b")}, std::span(&other, 1)));
  ASSERT_TRUE(store->Forget(kRun));
  EXPECT_TRUE(store->PositionsOf(kRun)->empty());
  EXPECT_EQ(store->PositionsOf(kRun + 1)->at(3), (JournalPosition{9, 9}));
  EXPECT_EQ(Ask("SELECT count(*) FROM requests"), 2);
}

// The answer to a commit may be lost: the same group comes again.
TEST_F(StoreTest, TakesAGroupThatComesAgainOnce) {
  const std::unique_ptr<Store> store = Open();
  std::vector<LanePosition> upto = At(0, 1, 100);
  upto.push_back({kRun, 1, {0, 0}});
  ASSERT_TRUE(store->Take(std::vector{Row("a")}, upto));
  ASSERT_TRUE(store->Take(std::vector{Row("a")}, upto));
  EXPECT_EQ(Ask("SELECT count(*) FROM requests"), 1);
  EXPECT_EQ(Ask("SELECT requests FROM hours"), 1);
  upto[1].position = {1, 80};  // one of several lanes has more
  ASSERT_TRUE(store->Take(std::vector{Row("b")}, upto));
  EXPECT_EQ(Ask("SELECT count(*) FROM requests"), 2);
}

// All or nothing: what cannot be taken leaves rows, sums and place as they were, and names that
// were new are found again.
TEST_F(StoreTest, TakesAllOfAGroupOrNothing) {
  const std::unique_ptr<Store> store = Open();
  ASSERT_TRUE(store->Take(std::vector{Row("a")}, At(0, 1, 1)));
  RequestRow other = Row("c");
  other.tenant = "new";
  Result<Database> meanwhile = Database::Open(place_.source(), Database::Mode::kReadWrite);
  ASSERT_TRUE(meanwhile);
  ASSERT_TRUE(meanwhile->Execute("ALTER TABLE hours RENAME TO elsewhere"));
  EXPECT_FALSE(store->Take(std::vector{other, Row("b")}, At(0, 1, 2)));
  ASSERT_TRUE(meanwhile->Execute("ALTER TABLE elsewhere RENAME TO hours"));
  EXPECT_EQ(Ask("SELECT count(*) FROM requests"), 1);
  EXPECT_EQ(store->PositionsOf(kRun)->at(0), (JournalPosition{1, 1}));
  ASSERT_TRUE(store->Take(std::vector{other}, At(0, 1, 3)));
  EXPECT_EQ(Ask("SELECT count(*) FROM names WHERE text = 'new'"), 1);
}

// Two absurd amounts in one hour kept every later row out.
TEST_F(StoreTest, ASumThatWouldNotFitStaysAtItsBoundAndLaterRowsAreTaken) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  const std::unique_ptr<Store> store = Open();
  ASSERT_TRUE(store->Take(std::vector{Row("a", kMost - 5), Row("b", kMost - 5)}, At(0, 1, 1)));
  ASSERT_TRUE(store->Take(std::vector{Row("c", kMost - 5)}, At(0, 1, 2)));
  EXPECT_EQ(Ask("SELECT cost FROM hours"), kMost);
  EXPECT_EQ(Ask("SELECT requests FROM hours"), 3);
}

TEST_F(StoreTest, WhatItsOnlyAttemptSaysStandsWithTheRequestAndIsAnAttemptAllTheSame) {
  const std::unique_ptr<Store> store = Open();
  RequestRow one = Row("a");
  one.attempts.resize(1);
  AttemptRow& only = one.attempts.front();
  only.provider = one.provider;
  only.model = one.model;
  only.cost = one.cost;
  only.outcome = "ok";
  only.service_tier = "flex";
  only.key = 3;
  only.status = 207;
  RequestRow differs = one;
  differs.id = "b";
  differs.attempts.front().cost.estimated = !one.cost.estimated;
  ASSERT_TRUE(store->Take(std::vector{one, differs}, At(0, 1, 1)));
  EXPECT_EQ(Ask("SELECT count(*) FROM tries"), 1);
  EXPECT_EQ(Ask("SELECT count(*) FROM attempts WHERE status = 207 AND key = 3 AND attempt = 0 AND "
                "service_tier = (SELECT id FROM names WHERE text = 'flex')"),
            2);
  EXPECT_EQ(Ask("SELECT sum(a.cost) - sum(r.cost) FROM attempts a JOIN requests r ON r.id = "
                "a.request"),
            0);
}

// What only a file has.
class SqliteStoreTest : public StoreTest {};

TEST_F(SqliteStoreTest, WaitsOutAnotherProcessesLockOrSaysSo) {
  const std::unique_ptr<Store> store = Open();
  Result<Database> other = Database::Open(place_.source(), Database::Mode::kReadWrite);
  ASSERT_TRUE(other);
  ASSERT_TRUE(other->Execute("BEGIN IMMEDIATE"));
  const Status taken = store->Take(std::vector{Row("a")}, At(0, 1, 1));
  ASSERT_FALSE(taken);
  EXPECT_NE(taken.error().message.find("locked"), std::string::npos) << taken.error().message;
  ASSERT_TRUE(other->Execute("COMMIT"));
  EXPECT_TRUE(store->Take(std::vector{Row("a")}, At(0, 1, 1)));
}

TEST_F(StoreTest, RefusesALedgerOfALaterVersion) {
  (void)Open();
  SetSchemaVersion(place_, 99);
  const auto store = Store::Open(place_.source());
  ASSERT_FALSE(store);
  EXPECT_NE(store.error().message.find("later version"), std::string::npos);
}

// A second connection in the process took the first one's locks away: another process that closed
// the file then removed its log, and rows that were taken over were gone.
TEST_F(SqliteStoreTest, ASecondConnectionOfTheProcessLeavesTheFirstItsLocks) {
  const std::unique_ptr<Store> store = Open();
  ASSERT_TRUE(store->Take(std::vector{Row("a")}, At(0, 1, 1)));
  ASSERT_TRUE(Database::Open(place_.source(), Database::Mode::kReadWrite));
  const std::string other =
      "python3 -c 'import sqlite3; d = sqlite3.connect(\"" + place_.source() +
      "\"); d.execute(\"SELECT count(*) FROM requests\").fetchall(); d.close()'";
  ASSERT_EQ(std::system(other.c_str()), 0);
  ASSERT_TRUE(store->Take(std::vector{Row("b")}, At(0, 1, 2)));
  EXPECT_EQ(Ask("SELECT count(*) FROM requests"), 2);
}

TEST_F(SqliteStoreTest, IsForItsOwnerAlone) {
  const std::unique_ptr<Store> store = Open();
  ASSERT_TRUE(store->Take(std::vector{Row("a")}, At(0, 1, 1)));
  for (const auto& file : fs::directory_iterator(place_.folder())) {
    EXPECT_EQ(file.status().permissions() & fs::perms(0077), fs::perms::none) << file.path();
  }
}

TEST(HourOf, IsTheHourSince1970) {
  EXPECT_EQ(HourOf(WallTime(std::chrono::hours(5))), 5);
  EXPECT_EQ(HourOf(WallTime(std::chrono::hours(5) - std::chrono::nanoseconds(1))), 4);
}

}  // namespace
}  // namespace farthing::ledger
