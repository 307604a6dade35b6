#include "ledger/ledger.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <optional>
#include <thread>

#include "base/check.h"
#include "ledger/database.h"
#include "ledger/test_place.h"

namespace farthing::ledger {
namespace {

using model::Exactness;

namespace fs = std::filesystem;

class CountingSink final : public LogSink {
 public:
  void Write(std::string_view) override { ++lines; }
  std::atomic<int> lines{0};
};

// While it lives the process can open so many files more.
class OnlyDescriptors {
 public:
  explicit OnlyDescriptors(int count) {
    CHECK(getrlimit(RLIMIT_NOFILE, &before_) == 0);
    std::vector<int> free;
    for (int i = 0; i < count; ++i) free.push_back(dup(STDERR_FILENO));
    rlimit less = before_;
    less.rlim_cur = static_cast<rlim_t>(free.back()) + 1;
    for (const int fd : free) close(fd);
    CHECK(setrlimit(RLIMIT_NOFILE, &less) == 0);
  }
  OnlyDescriptors(const OnlyDescriptors&) = delete;
  OnlyDescriptors& operator=(const OnlyDescriptors&) = delete;
  ~OnlyDescriptors() { CHECK(setrlimit(RLIMIT_NOFILE, &before_) == 0); }

 private:
  rlimit before_{};
};

class LedgerTest : public ::testing::Test {
 protected:
  std::unique_ptr<Ledger> Open(uint32_t lanes = 2, size_t segments = 4) {
    return OpenBy(clock_, lanes, segments);
  }

  std::unique_ptr<Ledger> OpenBy(Clock& clock, uint32_t lanes = 1, size_t segments = 4) {
    Result<std::unique_ptr<Ledger>> ledger = Ledger::Open({.data_dir = place_.folder(),
                                                           .postgres = Postgres(),
                                                           .lanes = lanes,
                                                           .segment_size = 256 * 1024,
                                                           .segments = segments},
                                                          clock, logger_);
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

  // Takes what is there, of earlier processes too.
  static void TakeAll(Ledger& ledger) {
    for (bool done = false; !done;) {
      const Result<bool> round = ledger.TakeRound();
      CHECK(round.has_value());
      done = *round;
    }
  }

  std::optional<std::string> Postgres() const {
    return place_.is_postgres() ? std::optional(place_.source()) : std::nullopt;
  }
  int64_t Ask(const std::string& sql) { return AskNumber(place_.source(), sql); }
  // Another process records one row, and takes nothing.
  void RecordAndDie(int number) {
    const pid_t child = fork();
    if (child == 0) {
      const std::unique_ptr<Ledger> ledger = Open(1);
      if (!ledger->lane(0).Record(Row(number))) _exit(1);
      kill(getpid(), SIGKILL);
    }
    int status = 0;
    CHECK(waitpid(child, &status, 0) == child && WIFSIGNALED(status));
  }

  // Another version's, so to say.
  std::string LeaveUnreadableRecord() {
    const Result<JournalRun> run = JournalRun::Make(place_.folder() + "/journal");
    const auto lane = JournalLane::Open({.folder = run->folder(), .run = run->id()}, clock_);
    CHECK((*lane)->Append("\x7fof another version"));
    return run->folder();
  }

  int64_t Rows() { return Ask("SELECT count(*) FROM requests"); }
  int64_t Distinct() { return Ask("SELECT count(DISTINCT request_id) FROM requests"); }

  TestPlace place_;
  SystemClock clock_;
  CountingSink sink_;
  Logger logger_{sink_, clock_, LogFormat::kJson, LogLevel::kInfo};
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
    TakeAll(*Open(1));
    recorded += seen;
    // The last record may be there although the child was killed before it could say so.
    ASSERT_GE(Rows(), recorded);
    ASSERT_LE(Rows(), recorded + 1);
    ASSERT_EQ(Distinct(), Rows());
    ASSERT_EQ(Ask("SELECT sum(requests) FROM hours"), Rows());
    ASSERT_EQ(Ask("SELECT count(*) FROM journal"), 0);
    ASSERT_TRUE(fs::is_empty(place_.folder() + "/journal"));
    recorded = Rows();
  }
}

// What only a file can show.
class SqliteLedgerTest : public LedgerTest {};

TEST_F(SqliteLedgerTest, ALockedStoreKeepsRowsInTheJournalUpToTheBound) {
  const std::unique_ptr<Ledger> ledger = Open(1, 2);
  TakeAll(*ledger);
  Result<Database> other =
      Database::Open(place_.folder() + "/ledger.db", Database::Mode::kReadWrite);
  ASSERT_TRUE(other);
  ASSERT_TRUE(other->Execute("BEGIN IMMEDIATE"));
  int recorded = 0;
  while (ledger->lane(0).HasRoomFor(1)) ASSERT_TRUE(ledger->lane(0).Record(Row(recorded++)));
  EXPECT_GT(recorded, 500);
  EXPECT_FALSE(ledger->TakeRound());
  EXPECT_EQ(Rows(), 0);
  EXPECT_FALSE(ledger->lane(0).HasRoomFor(1));
  ASSERT_TRUE(other->Execute("COMMIT"));
  EXPECT_EQ(ledger->rows_waiting(), static_cast<uint64_t>(recorded));
  TakeAll(*ledger);
  EXPECT_EQ(ledger->rows_waiting(), 0u);
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
  fs::remove_all(place_.folder() + "/journal");
  RecordAndDie(9999);
  TakeAll(*Open(1));
  EXPECT_EQ(Rows(), 3001);
}

TEST_F(LedgerTest, GatewaysMayShareADirectory) {
  std::unique_ptr<Ledger> first = Open();
  const std::unique_ptr<Ledger> second = Open();
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(first->lane(0).Record(Row(i)));
  for (int i = 10; i < 30; ++i) ASSERT_TRUE(second->lane(0).Record(Row(i)));
  TakeAll(*second);  // leaves the other's alone
  EXPECT_EQ(Rows(), 20);
  first.reset();
  for (int i = 30; i < 40; ++i) ASSERT_TRUE(second->lane(0).Record(Row(i)));
  TakeAll(*second);
  EXPECT_EQ(Rows(), 40);
  EXPECT_EQ(Distinct(), 40);
}

// Nobody may start for weeks.
TEST_F(LedgerTest, WhatAKilledSiblingLeftIsTakenOverByWhoStillRuns) {
  FakeClock clock;
  const std::unique_ptr<Ledger> first = OpenBy(clock), second = OpenBy(clock);
  TakeAll(*first);
  TakeAll(*second);
  for (int number = 1; number <= 3; ++number) {
    RecordAndDie(number);
    clock.Advance(LedgerRemains::kLook - std::chrono::seconds(1));
    TakeAll(*first);
    EXPECT_EQ(Rows(), number - 1);
    clock.Advance(std::chrono::seconds(1));
    TakeAll(number % 2 == 0 ? *first : *second);
    TakeAll(number % 2 == 0 ? *second : *first);
    EXPECT_EQ(Rows(), number);
  }
  EXPECT_EQ(Distinct(), 3);
  EXPECT_EQ(first->rows_taken() + second->rows_taken(), 3u);
  EXPECT_EQ(Ask("SELECT count(*) FROM journal"), 0);
}

TEST_F(LedgerTest, WhatStaysInTheJournalIsNamedOnceAndNotReadAgain) {
  FakeClock clock;
  const std::unique_ptr<Ledger> ledger = OpenBy(clock);
  fs::create_directory(place_.folder() + "/journal/notes");
  LeaveUnreadableRecord();
  TakeAll(*ledger);
  EXPECT_EQ(sink_.lines, 2);
  clock.Advance(LedgerRemains::kLook);
  RecordAndDie(1);
  TakeAll(*ledger);
  EXPECT_EQ(Rows(), 1);
  EXPECT_EQ(sink_.lines, 3);  // that it took a row over
}

// With one segment passed over for want of a descriptor and a later one taken, the first's rows
// would count as taken.
TEST_F(LedgerTest, WhatCannotBeOpenedForWantOfADescriptorIsTakenAtTheNextLook) {
  FakeClock clock;
  const std::unique_ptr<Ledger> ledger = OpenBy(clock);
  TakeAll(*ledger);
  RecordAndDie(1);
  clock.Advance(LedgerRemains::kLook);
  {
    const OnlyDescriptors two(2);  // the journal's folder, then the run's and what is in it
    TakeAll(*ledger);
  }
  EXPECT_EQ(Rows(), 0);
  EXPECT_TRUE(ledger->is_well());
  clock.Advance(LedgerRemains::kLook);
  TakeAll(*ledger);
  EXPECT_EQ(Rows(), 1);
}

// The journal's place is remembered with the rows, so it does not matter where the end falls
// between taking them and removing their files.
TEST_F(SqliteLedgerTest, FilesThatOutliveTheirRowsAreNotTakenAgain) {
  const std::string kept = place_.folder() + "/kept";
  {
    const std::unique_ptr<Ledger> ledger = Open(1);
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(ledger->lane(0).Record(Row(i)));
    ASSERT_TRUE(ledger->TakeRound());
    for (int i = 10; i < 15; ++i) ASSERT_TRUE(ledger->lane(0).Record(Row(i)));
    fs::copy(place_.folder() + "/journal", kept, fs::copy_options::recursive);
    fs::copy(place_.folder() + "/ledger.db", place_.folder() + "/ledger.kept");
    fs::copy(place_.folder() + "/ledger.db-wal", place_.folder() + "/ledger.kept-wal");
  }
  fs::remove_all(place_.folder() + "/journal");
  fs::rename(kept, place_.folder() + "/journal");
  fs::rename(place_.folder() + "/ledger.kept", place_.folder() + "/ledger.db");
  fs::rename(place_.folder() + "/ledger.kept-wal", place_.folder() + "/ledger.db-wal");
  TakeAll(*Open(1));
  EXPECT_EQ(Rows(), 15);
  EXPECT_EQ(Distinct(), 15);
}

TEST_F(SqliteLedgerTest, StartsWithoutAStoreAndTakesRowsWhenThereIsOne) {
  fs::create_directory(place_.folder() + "/ledger.db");  // which no database can be
  const std::unique_ptr<Ledger> ledger = Open();
  ledger->Start();
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(ledger->lane(0).Record(Row(i)));
  while (ledger->is_well()) std::this_thread::yield();
  EXPECT_EQ(ledger->rows_waiting(), 100u);
  fs::remove(place_.folder() + "/ledger.db");
  while (!ledger->is_well()) std::this_thread::yield();
  while (ledger->rows_waiting() > 0) std::this_thread::yield();
  EXPECT_EQ(Rows(), 100);
  EXPECT_EQ(sink_.lines, 2);  // that it began, and that it is over
}

TEST_F(SqliteLedgerTest, LeavesRowsForTheNextStartWhereThereIsNoStore) {
  fs::create_directory(place_.folder() + "/ledger.db");
  {
    const std::unique_ptr<Ledger> ledger = Open();
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(ledger->lane(1).Record(Row(i)));
    EXPECT_FALSE(ledger->TakeRound());
  }
  fs::remove(place_.folder() + "/ledger.db");
  TakeAll(*Open(1));
  EXPECT_EQ(Rows(), 10);
  EXPECT_EQ(Distinct(), 10);
}

TEST_F(LedgerTest, ItsThreadKeepsToTheRetention) {
  RequestRow old = Row(1);
  old.time = clock_.WallNow() - std::chrono::days(12);
  RequestRow young = Row(2);
  young.time = clock_.WallNow();
  Result<std::unique_ptr<Ledger>> ledger = Ledger::Open(
      {.data_dir = place_.folder(), .postgres = Postgres(), .retention = std::chrono::days(10)},
      clock_, logger_);
  ASSERT_TRUE((*ledger)->lane(0).Record(old));
  ASSERT_TRUE((*ledger)->lane(0).Record(young));
  (*ledger)->Start();
  while ((*ledger)->rows_waiting() > 0 || Rows() == 2) std::this_thread::yield();
  EXPECT_EQ(Rows(), 1);
  EXPECT_EQ(Ask("SELECT sum(requests) FROM hours"), 2);
}

// As a later version may have left them.
TEST_F(LedgerTest, RecordsThatCannotBeReadAreLeftThereAndHinderNobody) {
  const std::string folder = LeaveUnreadableRecord();
  {
    const std::unique_ptr<Ledger> ledger = Open(1);
    ASSERT_TRUE(ledger->lane(0).Record(Row(1)));
    TakeAll(*ledger);
  }
  EXPECT_EQ(Rows(), 1);
  EXPECT_FALSE(fs::is_empty(folder));
}

TEST_F(LedgerTest, ADirectoryThatTakesNothingIsSaidAtTheStart) {
  const auto impossible = Ledger::Open({.data_dir = "/proc/nothing"}, clock_, logger_);
  ASSERT_FALSE(impossible);
  EXPECT_NE(impossible.error().message.find("/proc/nothing"), std::string::npos);
}

}  // namespace
}  // namespace farthing::ledger
