#include <chrono>
#include <filesystem>
#include <thread>

#include "ledger/ledger.h"
#include "ledger/postgres_fixture_test.h"

namespace farthing::ledger {
namespace {

class PostgresLedgerTest : public PostgresTest {
 protected:
  std::unique_ptr<Ledger> Open(size_t segments = 64) {
    auto ledger = Ledger::Open({.data_dir = place_.folder(),
                                .postgres = place_.source(),
                                .lanes = 2,
                                .segment_size = 256 * 1024,
                                .segments = segments},
                               clock_, logger_);
    CHECK(ledger.has_value());
    return std::move(*ledger);
  }
  static void WaitUntilTaken(const Ledger& ledger) {
    while (ledger.rows_waiting() > 0) std::this_thread::yield();
  }
  void TearDown() override { EXPECT_FALSE(sink_.leaked); }
};

TEST_F(PostgresLedgerTest, AServerThatRestartsUnderLoadLosesNoRowAndDoublesNone) {
  int recorded = 0;
  {
    const std::unique_ptr<Ledger> ledger = Open();
    ledger->Start();
    std::atomic<bool> done{false};
    std::thread worker([&] {
      while (!done) {
        if (ledger->lane(0).HasRoomFor(1)) {
          CHECK(ledger->lane(0).Record(Row("req_" + std::to_string(recorded++))));
        }
      }
    });
    for (const char* how : {"crash", "stop", "crash", "crash", "stop"}) {
      // Somewhere in its work, which goes on meanwhile.
      const uint64_t taken = ledger->rows_taken();
      while (ledger->rows_taken() < taken + 5000) std::this_thread::yield();
      Server(how);
      Server("start");
    }
    done = true;
    worker.join();
    WaitUntilTaken(*ledger);
    EXPECT_TRUE(ledger->is_well());
  }
  EXPECT_GT(recorded, 25'000);
  EXPECT_EQ(Ask("SELECT count(*) FROM requests"), recorded);
  EXPECT_EQ(Ask("SELECT count(DISTINCT request_id) FROM requests"), recorded);
  EXPECT_EQ(Ask("SELECT sum(requests) FROM hours"), recorded);
  EXPECT_EQ(Ask("SELECT count(*) FROM journal"), 0);
}

TEST_F(PostgresLedgerTest, StartsWhileTheServerIsDownAndKeepsToItsBound) {
  Server("stop");
  const std::unique_ptr<Ledger> ledger = Open(2);
  ledger->Start();
  int recorded = 0;
  while (ledger->lane(0).HasRoomFor(1)) {
    ASSERT_TRUE(ledger->lane(0).Record(Row("req_" + std::to_string(recorded++))));
  }
  while (ledger->is_well()) std::this_thread::yield();
  EXPECT_EQ(ledger->rows_waiting(), static_cast<uint64_t>(recorded));
  EXPECT_FALSE(ledger->lane(0).HasRoomFor(1));
  Server("start");
  WaitUntilTaken(*ledger);
  EXPECT_TRUE(ledger->lane(0).HasRoomFor(1));
  EXPECT_EQ(Ask("SELECT count(DISTINCT request_id) FROM requests"), recorded);
  EXPECT_EQ(sink_.lines, 2);  // that it began, and that it is over
}

TEST_F(PostgresLedgerTest, AServerThatSaysNothingDoesNotKeepTheGatewayFromEnding) {
  std::unique_ptr<Ledger> ledger = Open();
  ledger->Start();
  ASSERT_TRUE(ledger->lane(0).Record(Row("before")));
  WaitUntilTaken(*ledger);
  Server("pause");
  ASSERT_TRUE(ledger->lane(0).Record(Row("during")));
  const MonotonicTime start = clock_.Now();
  ledger.reset();
  const Duration took = clock_.Now() - start;
  Server("resume");
  EXPECT_LT(took, std::chrono::seconds(15));
  ledger = Open();
  for (bool done = false; !done;) done = *ledger->TakeRound();
  EXPECT_EQ(Ask("SELECT count(*) FROM requests"), 2);
}

// Two gateways with data directories of their own, and one that shares another's.
TEST_F(PostgresLedgerTest, GatewaysShareOneLedger) {
  const TestFolder elsewhere;
  const auto other =
      Ledger::Open({.data_dir = elsewhere.path, .postgres = place_.source()}, clock_, logger_);
  const std::unique_ptr<Ledger> ledgers[] = {Open(), Open()};
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE((*other)->lane(0).Record(Row("other " + std::to_string(i))));
    ASSERT_TRUE(ledgers[i % 2]->lane(i % 2).Record(Row(std::to_string(i))));
  }
  for (bool done = false; !done;) {
    done = *(*other)->TakeRound() && *ledgers[0]->TakeRound() && *ledgers[1]->TakeRound();
  }
  EXPECT_EQ(Ask("SELECT count(DISTINCT request_id) FROM requests"), 200);
  EXPECT_EQ(Ask("SELECT requests FROM hours"), 200);
}

}  // namespace
}  // namespace farthing::ledger
