#include "observe/log_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <deque>
#include <filesystem>
#include <fstream>
#include <latch>
#include <sstream>

namespace farthing::observe {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string Held(const LogRing& ring) {
  const LogRing::Pieces pieces = ring.Peek();
  return std::string(pieces.first) + std::string(pieces.second);
}

TEST(LogRing, HoldsWholeLinesAroundItsEnd) {
  LogRing ring(16);
  EXPECT_TRUE(ring.TryPush("0123456789\n"));
  EXPECT_FALSE(ring.TryPush("abcdef\n")) << "17 bytes do not fit";
  EXPECT_TRUE(ring.TryPush("abcd\n"));
  EXPECT_EQ(Held(ring), "0123456789\nabcd\n");
  ring.Pop(11);
  EXPECT_TRUE(ring.TryPush("ABCDEF\n"));
  EXPECT_EQ(Held(ring), "abcd\nABCDEF\n");
  EXPECT_FALSE(ring.Peek().second.empty());
  ring.Pop(12);
  EXPECT_EQ(Held(ring), "");
  EXPECT_TRUE(ring.TryPush("exactly16 bytes\n"));
  EXPECT_FALSE(ring.TryPush("\n"));
}

TEST(LogRing, KnowsWhenItIsHalfFull) {
  LogRing ring(16);
  EXPECT_FALSE(ring.HalfFull());
  ring.TryPush("1234567");
  EXPECT_FALSE(ring.HalfFull());
  ring.TryPush("8");
  EXPECT_TRUE(ring.HalfFull());
  ring.Pop(8);
  EXPECT_FALSE(ring.HalfFull());
}

class LinesSink final : public LogSink {
 public:
  void Write(std::string_view line) override { lines.emplace_back(line); }
  std::vector<std::string> lines;
};

// Hands everything to the test, which may order failures.
struct Recorded {
  std::string text;
  std::deque<bool> fails;  // of the next writes
  int reopened = 0;
  bool reopen_fails = false;
  std::latch* on_write = nullptr;
};

class FakeOutput final : public LogOutput {
 public:
  explicit FakeOutput(Recorded* recorded) : recorded_(*recorded) {}
  Status Write(std::string_view bytes) override {
    bool fails = false;
    if (!recorded_.fails.empty()) {
      fails = recorded_.fails.front();
      recorded_.fails.pop_front();
    }
    if (fails) return Fail(Error::Internal("disk full"));
    recorded_.text += bytes;
    if (recorded_.on_write != nullptr) std::exchange(recorded_.on_write, nullptr)->count_down();
    return {};
  }
  Status Reopen() override {
    ++recorded_.reopened;
    if (recorded_.reopen_fails) return Fail(Error::Internal("gone"));
    return {};
  }

 private:
  Recorded& recorded_;
};

class LogWriterTest : public testing::Test {
 protected:
  std::unique_ptr<LogWriter> Writer() {
    return std::make_unique<LogWriter>(std::make_unique<FakeOutput>(&recorded_), logger_);
  }
  Recorded recorded_;
  LinesSink sink_;
  FakeClock clock_;
  Logger logger_{sink_, clock_, LogFormat::kPlain, LogLevel::kInfo};
};

TEST_F(LogWriterTest, DrainsAllRings) {
  const auto writer = Writer();
  writer->AddRing(64).TryPush("one\n");
  writer->AddRing(64).TryPush("two\n");
  EXPECT_EQ(writer->Drain(), 8U);
  EXPECT_EQ(writer->Drain(), 0U);
  EXPECT_EQ(recorded_.text, "one\ntwo\n");
}

TEST_F(LogWriterTest, SaysOnceThatItCannotWriteAndThatItCanAgain) {
  const auto writer = Writer();
  LogRing& ring = writer->AddRing(64);
  recorded_.fails = {true, true, false, false};
  for (int i = 0; i < 4; ++i) {
    ring.TryPush("line\n");
    writer->Drain();
  }
  EXPECT_EQ(recorded_.text, "line\nline\n");
  EXPECT_THAT(sink_.lines, ElementsAre(HasSubstr("error   disk full"), HasSubstr("lost_bytes=10")));
}

TEST_F(LogWriterTest, ReopensBeforeTheNextLine) {
  const auto writer = Writer();
  writer->RequestReopen();
  EXPECT_EQ(recorded_.reopened, 0);
  writer->Drain();
  writer->Drain();
  EXPECT_EQ(recorded_.reopened, 1);
  EXPECT_TRUE(sink_.lines.empty());
  recorded_.reopen_fails = true;
  writer->RequestReopen();
  writer->Drain();
  EXPECT_THAT(sink_.lines, ElementsAre(HasSubstr("stays in its old file error=gone")));
}

TEST_F(LogWriterTest, TheThreadWritesWithoutBeingAskedTwice) {
  std::latch written(1);
  recorded_.on_write = &written;
  const auto writer = Writer();
  LogRing& ring = writer->AddRing(64);
  writer->Start();
  ring.TryPush("line\n");
  writer->Pushed(ring);
  written.wait();
}

TEST_F(LogWriterTest, LosesNothingAtTheEndAndKeepsEveryThreadsOrder) {
  constexpr int kThreads = 2, kLines = 20'000;
  auto writer = Writer();
  writer->Start();
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&writer, t] {
      LogRing& ring = writer->AddRing(1 << 12);
      for (int i = 0; i < kLines; ++i) {
        const std::string line = std::to_string(t) + " " + std::to_string(i) + "\n";
        while (!ring.TryPush(line)) writer->Pushed(ring), std::this_thread::yield();
        writer->Pushed(ring);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  writer.reset();
  std::istringstream text(recorded_.text);
  int next[kThreads] = {};
  for (int t = 0, i = 0; text >> t >> i;) {
    ASSERT_LT(t, kThreads);
    EXPECT_EQ(i, next[t]++);
  }
  for (const int count : next) EXPECT_EQ(count, kLines);
}

class FileOutputTest : public testing::Test {
 protected:
  void SetUp() override {
    dir_ = std::filesystem::path(testing::TempDir()) /
           ("observe_file_output_" + std::to_string(getpid()));
    std::filesystem::create_directories(dir_);
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }
  static std::string Read(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }
  std::filesystem::path dir_;
};

TEST_F(FileOutputTest, AppendsAndFollowsARotation) {
  const std::filesystem::path path = dir_ / "access.log", old = dir_ / "access.log.1";
  std::ofstream(path) << "before\n";
  FileOutput output(path.string());
  ASSERT_TRUE(output.Reopen().has_value());
  ASSERT_TRUE(output.Write("one\n").has_value());
  std::filesystem::rename(path, old);
  ASSERT_TRUE(output.Write("two\n").has_value());
  ASSERT_TRUE(output.Reopen().has_value());
  ASSERT_TRUE(output.Write("three\n").has_value());
  EXPECT_EQ(Read(old), "before\none\ntwo\n");
  EXPECT_EQ(Read(path), "three\n");
}

TEST_F(FileOutputTest, KeepsTheOldFileWhenItCannotOpenTheNewOne) {
  const std::filesystem::path path = dir_ / "sub" / "access.log";
  std::filesystem::create_directories(path.parent_path());
  FileOutput output(path.string());
  ASSERT_TRUE(output.Reopen().has_value());
  std::filesystem::rename(dir_ / "sub", dir_ / "moved");
  const Status reopened = output.Reopen();
  ASSERT_FALSE(reopened.has_value());
  EXPECT_THAT(reopened.error().message, HasSubstr(path.string()));
  EXPECT_TRUE(output.Write("still here\n").has_value());
  EXPECT_EQ(Read(dir_ / "moved" / "access.log"), "still here\n");
}

TEST_F(FileOutputTest, AFullDeviceIsAnError) {
  FileOutput output("/dev/full");
  ASSERT_TRUE(output.Reopen().has_value());
  EXPECT_FALSE(output.Write("line\n").has_value());
}

}  // namespace
}  // namespace farthing::observe
