#include "ledger/journal.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/check.h"
#include "base/test_folder.h"
#include "ledger/journal_remains.h"
#include "ledger/journal_run.h"

namespace farthing::ledger {
namespace {

namespace fs = std::filesystem;

class JournalTest : public ::testing::Test {
 protected:
  std::unique_ptr<JournalLane> Open(size_t segment_size = 4096, size_t segments = 4,
                                    size_t largest_record = 0) {
    Result<std::unique_ptr<JournalLane>> lane =
        JournalLane::Open({.folder = run_->folder(),
                           .run = run_->id(),
                           .lane = 3,
                           .segment_size = segment_size,
                           .segments = segments,
                           .largest_record = largest_record},
                          clock_);
    CHECK(lane.has_value());
    return std::move(*lane);
  }

  // All that stands in the folder behind `from`, and how much of it was cut.
  std::vector<std::string> Remains(JournalPosition from = {}, uint64_t* cut = nullptr) {
    Result<JournalRemains> remains = JournalRemains::Find(*run_);
    CHECK(remains.has_value());
    std::vector<std::string> records;
    for (const JournalRemains::Lane& lane : remains->lanes()) {
      RemainsReader reader(lane, from);
      while (const auto record = reader.Next()) records.emplace_back(*record);
      if (cut != nullptr) *cut += reader.cut();
    }
    return records;
  }

  size_t Files() const {
    return static_cast<size_t>(
        std::distance(fs::directory_iterator(run_->folder()), fs::directory_iterator()));
  }

  void SetUp() override { run_ = JournalRun::Make(folder_.path); }

  TestFolder folder_;
  Result<JournalRun> run_ = Fail(Error::Internal("not made yet"));
  SystemClock clock_;
};

TEST_F(JournalTest, GivesWhatWasAppendedInOrderOnce) {
  const std::unique_ptr<JournalLane> lane = Open();
  EXPECT_FALSE(lane->Next());
  for (const char* record : {"a", "bb", "12345678", "123456789"}) EXPECT_TRUE(lane->Append(record));
  for (const char* record : {"a", "bb", "12345678", "123456789"}) EXPECT_EQ(lane->Next(), record);
  EXPECT_FALSE(lane->Next());
  EXPECT_TRUE(lane->Append("later"));
  EXPECT_EQ(lane->Next(), "later");
}

TEST_F(JournalTest, GoesOnInTheNextSegmentAndForgetsTheOld) {
  const std::unique_ptr<JournalLane> lane = Open();
  const std::string record(1000, 'r');
  for (int i = 0; i < 40; ++i) {
    ASSERT_TRUE(lane->Prepare(1, 1));
    ASSERT_TRUE(lane->Append(record + std::to_string(i)));
    EXPECT_EQ(lane->Next(), record + std::to_string(i));
    ASSERT_TRUE(lane->Forget(lane->position()));
    EXPECT_LE(Files(), 3u);
  }
}

// What may wait has a bound, and beyond it nothing is half written.
TEST_F(JournalTest, RefusesBeyondItsBoundAndGoesOnWhenThereIsRoom) {
  const std::unique_ptr<JournalLane> lane = Open(4096, 3);
  const std::string record(1000, 'r');
  int appended = 0;
  while (lane->Append(record)) ++appended;
  EXPECT_GE(appended, 9);
  EXPECT_FALSE(lane->Reserve(2 * record.size()));
  EXPECT_EQ(Files(), 3u);
  for (int i = 0; i < appended; ++i) ASSERT_EQ(lane->Next(), record) << i;
  EXPECT_FALSE(lane->Next());
  ASSERT_TRUE(lane->Forget(lane->position()));
  ASSERT_TRUE(lane->Prepare(1, 1));
  EXPECT_TRUE(lane->Append("again"));
  EXPECT_EQ(lane->Next(), "again");
}

// `room` is a promise: what it counts is taken, however the ends of the segments fall.
TEST_F(JournalTest, TakesEveryRecordThatItSaysItHasRoomFor) {
  for (size_t size = 1; size < 2000; size += 7) {
    const std::unique_ptr<JournalLane> lane = Open(4096, 4, size);
    const size_t framed = Segment::FramedSize(size);
    ASSERT_TRUE(lane->Prepare(8000, 8000));
    size_t promised = lane->room() / framed;
    EXPECT_GE(promised, 3u) << size;
    for (; promised > 0; --promised) {
      ASSERT_GE(lane->room(), promised * framed) << size;
      ASSERT_TRUE(lane->Append(std::string(size, 'x'))) << size;
    }
  }
}

// A rush makes its own room, up to the bound.
TEST_F(JournalTest, ReservesMoreWhereItIsAsked) {
  const std::unique_ptr<JournalLane> lane = Open(4096, 3, 100);
  EXPECT_TRUE(lane->Reserve(5000));
  EXPECT_EQ(Files(), 2u);
  EXPECT_TRUE(lane->Reserve(11'000));
  EXPECT_EQ(Files(), 3u);
  EXPECT_FALSE(lane->Reserve(20'000));
  EXPECT_EQ(Files(), 3u);
}

TEST_F(JournalTest, KeepsEverythingOfAKilledProcess) {
  constexpr int kRecords = 500;
  int done[2];
  ASSERT_EQ(pipe(done), 0);
  const pid_t child = fork();
  if (child == 0) {
    const std::unique_ptr<JournalLane> lane = Open(4096, 64);
    for (int i = 0; i < kRecords; ++i) {
      if (!lane->Prepare(1, 1) || !lane->Append(fmt::format("record {}", i))) _exit(1);
    }
    if (write(done[1], "x", 1) != 1) _exit(1);
    pause();
  }
  char byte = 0;
  ASSERT_EQ(read(done[0], &byte, 1), 1);
  kill(child, SIGKILL);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  close(done[0]);
  close(done[1]);
  const std::vector<std::string> records = Remains();
  ASSERT_EQ(records.size(), size_t{kRecords});
  for (int i = 0; i < kRecords; ++i) EXPECT_EQ(records[i], fmt::format("record {}", i));
}

TEST_F(JournalTest, GivesAfterAnEndOnlyWhatStandsBehindThePosition) {
  JournalPosition taken;
  {
    const std::unique_ptr<JournalLane> lane = Open(4096, 8);
    for (int i = 0; i < 300; ++i) {
      ASSERT_TRUE(lane->Prepare(1, 1));
      ASSERT_TRUE(lane->Append(fmt::format("record {}", i)));
      if (i < 200) {
        ASSERT_TRUE(lane->Next());
        taken = lane->position();
      }
    }
  }
  const std::vector<std::string> records = Remains(taken);
  ASSERT_EQ(records.size(), 100u);
  EXPECT_EQ(records.front(), "record 200");
  EXPECT_EQ(records.back(), "record 299");
}

// A damaged segment costs its own rest, not what other segments hold.
TEST_F(JournalTest, GoesOnBehindATornSegment) {
  const std::string record(1500, 'r');
  {
    const std::unique_ptr<JournalLane> lane = Open();
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(lane->Prepare(1, 1) && lane->Append(record));
  }
  ASSERT_EQ(Remains().size(), 4u);
  {
    std::fstream bytes(run_->folder() + "/003-0000000001.journal",
                       std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekp(Segment::kHeaderSize + Segment::kFrameSize);
    bytes.put('S');
  }
  uint64_t cut = 0;
  EXPECT_EQ(Remains({}, &cut).size(), 2u);
  EXPECT_EQ(cut, 4096 - Segment::kHeaderSize);
}

// The end of a machine may leave any part of the last pages unwritten.
TEST_F(JournalTest, CutsATornTail) {
  {
    const std::unique_ptr<JournalLane> lane = Open();
    for (const char* record : {"first", "second", "third"}) ASSERT_TRUE(lane->Append(record));
  }
  const fs::path file = fs::directory_iterator(run_->folder())->path();
  constexpr size_t kSecond = Segment::kHeaderSize + Segment::FramedSize(5);
  {
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekp(kSecond + Segment::kFrameSize);
    bytes.put('S');
  }
  uint64_t cut = 0;
  EXPECT_EQ(Remains({}, &cut), std::vector<std::string>{"first"});
  EXPECT_EQ(cut, 4096 - kSecond);
}

TEST_F(JournalTest, BelievesNoLengthThatLeavesTheFile) {
  {
    const std::unique_ptr<JournalLane> lane = Open();
    ASSERT_TRUE(lane->Append("first"));
  }
  const fs::path file = fs::directory_iterator(run_->folder())->path();
  for (const uint32_t length : {4096u, 0x7fffffffu, 0xfffffffeu}) {
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekp(Segment::kHeaderSize);
    bytes.write(reinterpret_cast<const char*>(&length), sizeof(length));
    bytes.close();
    uint64_t cut = 0;
    EXPECT_TRUE(Remains({}, &cut).empty());
    EXPECT_EQ(cut, 4096 - Segment::kHeaderSize);
  }
}

TEST_F(JournalTest, LeavesOthersFilesAloneAndClearsItsOwnHalfMadeOnes) {
  {
    const std::unique_ptr<JournalLane> lane = Open();
  }
  const SegmentId of_another_run{.run = run_->id() + 1, .lane = 4, .sequence = 1};
  ASSERT_TRUE(Segment::Create(run_->folder(), of_another_run, 4096, clock_.WallNow()));
  std::ofstream(run_->folder() + "/notes.txt") << "mine";
  std::ofstream(run_->folder() + "/003-0000000077.journal") << std::string(5000, 'z');
  std::ofstream(run_->folder() + "/003-0000000042.journal.new") << "half";
  Result<JournalRemains> remains = JournalRemains::Find(*run_);
  ASSERT_TRUE(remains);
  EXPECT_EQ(remains->strangers().size(), 3u);
  ASSERT_EQ(remains->lanes().size(), 1u);
  EXPECT_EQ(remains->lanes()[0].segments.size(), 1u);
  ASSERT_TRUE(remains->Remove());
  EXPECT_FALSE(run_->IsEmpty());
  EXPECT_EQ(Files(), 3u);
}

TEST_F(JournalTest, AFolderThatIsNotThereIsAnError) {
  EXPECT_FALSE(JournalRun::FindEnded(folder_.path + "/nowhere"));
  ASSERT_TRUE(run_->Remove());
  EXPECT_FALSE(JournalRemains::Find(*run_));
  EXPECT_FALSE(JournalLane::Open({.folder = folder_.path + "/nowhere"}, clock_));
}

TEST_F(JournalTest, ARunIsItsProcesssAsLongAsItLives) {
  const Result<JournalRun> another = JournalRun::Make(folder_.path);
  ASSERT_TRUE(another);
  EXPECT_NE(another->id(), run_->id());
  EXPECT_TRUE(JournalRun::FindEnded(folder_.path)->ended.empty());
  const uint64_t id = run_->id();
  run_ = Fail(Error::Internal("ended"));
  Result<JournalRun::Found> found = JournalRun::FindEnded(folder_.path);
  ASSERT_EQ(found->ended.size(), 1u);
  EXPECT_EQ(found->ended[0].id(), id);
  EXPECT_TRUE(JournalRun::FindEnded(folder_.path)->ended.empty());  // it is the finder's now
}

TEST_F(JournalTest, TellsRunsFromOtherFolders) {
  fs::create_directory(folder_.path + "/0000000000000000");
  fs::create_directory(folder_.path + "/ffffffffffffffff");
  fs::create_directory(folder_.path + "/notes");
  std::ofstream(folder_.path + "/0000000000000007") << "no folder";
  const Result<JournalRun::Found> found = JournalRun::FindEnded(folder_.path);
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->ended.empty());
  EXPECT_EQ(found->strangers.size(), 4u);
}

TEST_F(JournalTest, AReaderMayRunBesideTheWriter) {
  constexpr int kRecords = 20'000;
  const std::unique_ptr<JournalLane> lane = Open(64 * 1024, 4);
  std::atomic<int> appended{0};
  std::thread worker([&] {
    while (appended < kRecords) {
      if (lane->Append(fmt::format("record {} of many", appended.load()))) ++appended;
    }
  });
  for (int i = 0; i < kRecords;) {
    ASSERT_TRUE(lane->Prepare(1, 1));
    while (const std::optional<std::string_view> record = lane->Next()) {
      ASSERT_EQ(*record, fmt::format("record {} of many", i));
      ++i;
    }
    ASSERT_TRUE(lane->Forget(lane->position()));
  }
  worker.join();
  EXPECT_TRUE(lane->Sync());
}

}  // namespace
}  // namespace farthing::ledger
