#include "ledger/ledger.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>

#include "base/check.h"
#include "base/test_folder.h"
#include "ledger/sqlite.h"

namespace farthing::ledger {
namespace {

using model::Exactness;

namespace fs = std::filesystem;

class NoSink final : public LogSink {
 public:
  void Write(std::string_view) override {}
};

class LedgerTest : public ::testing::Test {
 protected:
  std::unique_ptr<Ledger> Open(uint32_t lanes = 2, size_t segments = 4) {
    Result<std::unique_ptr<Ledger>> ledger = Ledger::Open({.data_dir = folder_.path,
                                                           .lanes = lanes,
                                                           .segment_size = 256 * 1024,
                                                           .segments = segments},
                                                          clock_, logger_);
    CHECK(ledger.has_value());
    return std::move(*ledger);
  }

  static RequestRow Row(int number) {
    RequestRow row;
    row.id = "req_" + std::to_string(number);
    row.status = 200;
    row.cost.exactness = row.baseline_exactness = Exactness::kExact;
    row.cost.money = row.baseline = Money::Picodollars(1);
    row.attempts.resize(1);
    return row;
  }

  int64_t Ask(const std::string& sql) {
    Result<Database> database =
        Database::Open(folder_.path + "/ledger.db", Database::Mode::kReadOnly);
    CHECK(database.has_value());
    Result<Statement> select = database->Prepare(sql);
    CHECK(select.has_value());
    return select->Step() ? select->Integer(0) : -1;
  }
  int64_t Rows() { return Ask("SELECT count(*) FROM requests"); }
  int64_t Distinct() { return Ask("SELECT count(DISTINCT request_id) FROM requests"); }

  TestFolder folder_;
  SystemClock clock_;
  NoSink sink_;
  Logger logger_{sink_, clock_, LogFormat::kJson, LogLevel::kError};
};

TEST_F(LedgerTest, TakesWhatEveryLaneRecords) {
  const std::unique_ptr<Ledger> ledger = Open();
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(ledger->lane(i % 2).Record(Row(i)));
  const Result<bool> drained = ledger->TakeRound();
  ASSERT_TRUE(drained);
  EXPECT_TRUE(*drained);
  EXPECT_EQ(Rows(), 10);
  EXPECT_EQ(Ask("SELECT cost FROM hours"), 10);
  EXPECT_EQ(ledger->rows_taken(), 10u);
}

TEST_F(LedgerTest, ItsEndTakesWhatIsLeft) {
  {
    const std::unique_ptr<Ledger> ledger = Open();
    ledger->Start();
    for (int i = 0; i < 5000; ++i) ASSERT_TRUE(ledger->lane(0).Record(Row(i)));
  }
  EXPECT_EQ(Rows(), 5000);
  EXPECT_EQ(Distinct(), 5000);
}

// A process that is killed at any moment: in the middle of recording, of taking over, of the start
// after it. What it had recorded is there once.
TEST_F(LedgerTest, AKillAtAnyMomentLosesNoRowAndDoublesNone) {
  int64_t recorded = 0;
  for (int round = 0; round < 12; ++round) {
    int counter[2];
    ASSERT_EQ(pipe(counter), 0);
    const pid_t child = fork();
    if (child == 0) {
      const std::unique_ptr<Ledger> ledger = Open(1 + static_cast<uint32_t>(round % 3), 64);
      ledger->Start();
      for (int i = 0;; ++i) {
        if (!ledger->lane(0).HasRoomFor(1)) continue;
        if (!ledger->lane(0).Record(Row(round * 1'000'000 + i))) _exit(1);
        if (write(counter[1], "x", 1) != 1) _exit(1);  // only now may the caller have its answer
      }
    }
    close(counter[1]);
    // The child is killed after as many rows, which is at another place of its work each time.
    std::array<char, 4096> bytes;
    const int64_t wanted = 37 * (round + 1) * (round + 1);
    int64_t seen = 0;
    while (seen < wanted) {
      const ssize_t got = read(counter[0], bytes.data(), bytes.size());
      ASSERT_GT(got, 0);
      seen += got;
    }
    kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    for (ssize_t got = 1; got > 0; seen += got) got = read(counter[0], bytes.data(), bytes.size());
    close(counter[0]);
    {
      const std::unique_ptr<Ledger> ledger = Open(1);
    }
    recorded += seen;
    // The last record may be there although the child was killed before it could say so.
    ASSERT_GE(Rows(), recorded);
    ASSERT_LE(Rows(), recorded + 1);
    ASSERT_EQ(Distinct(), Rows());
    ASSERT_EQ(Ask("SELECT sum(requests) FROM hours"), Rows());
    recorded = Rows();
  }
}

TEST_F(LedgerTest, ALockedStoreKeepsRowsInTheJournalUpToTheBound) {
  const std::unique_ptr<Ledger> ledger = Open(1, 2);
  Result<Database> other = Database::Open(folder_.path + "/ledger.db", Database::Mode::kReadWrite);
  ASSERT_TRUE(other);
  ASSERT_TRUE(other->Execute("BEGIN IMMEDIATE"));
  int recorded = 0;
  while (ledger->lane(0).HasRoomFor(1)) ASSERT_TRUE(ledger->lane(0).Record(Row(recorded++)));
  EXPECT_GT(recorded, 500);
  EXPECT_FALSE(ledger->TakeRound());
  EXPECT_EQ(Rows(), 0);
  EXPECT_FALSE(ledger->lane(0).HasRoomFor(1));
  ASSERT_TRUE(other->Execute("COMMIT"));
  for (Result<bool> done = false; done && !*done;) done = ledger->TakeRound();
  EXPECT_EQ(Rows(), recorded);
  EXPECT_EQ(Distinct(), recorded);
  EXPECT_TRUE(ledger->lane(0).HasRoomFor(1));
}

TEST_F(LedgerTest, AnEmptiedJournalFolderLosesNothingThatComesLater) {
  {
    const std::unique_ptr<Ledger> ledger = Open(1, 8);
    for (int i = 0; i < 3000; ++i) {
      ASSERT_TRUE(ledger->lane(0).Record(Row(i)));
      if (i % 500 == 0) ASSERT_TRUE(ledger->TakeRound());
    }
  }
  fs::remove_all(folder_.path + "/journal");
  const pid_t child = fork();
  if (child == 0) {
    const std::unique_ptr<Ledger> ledger = Open(1);
    if (!ledger->lane(0).Record(Row(9999))) _exit(1);
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  {
    const std::unique_ptr<Ledger> ledger = Open(1);
  }
  EXPECT_EQ(Rows(), 3001);
}

TEST_F(LedgerTest, ADirectoryThatTakesNothingIsSaidAtTheStart) {
  const auto impossible = Ledger::Open({.data_dir = "/proc/nothing"}, clock_, logger_);
  ASSERT_FALSE(impossible);
  EXPECT_NE(impossible.error().message.find("/proc/nothing"), std::string::npos);
}

}  // namespace
}  // namespace farthing::ledger
