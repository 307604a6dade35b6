#include "base/log.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <limits>
#include <mutex>
#include <thread>
#include <vector>

namespace farthing {
namespace {

class LinesSink final : public LogSink {
 public:
  void Write(std::string_view line) override {
    const std::lock_guard lock(mutex_);
    lines.emplace_back(line);
  }
  std::vector<std::string> lines;

 private:
  std::mutex mutex_;
};

class LogTest : public testing::Test {
 protected:
  std::string Json(std::string_view message, Logger::Fields fields) {
    const Logger logger(sink_, clock_, LogFormat::kJson, LogLevel::kDebug);
    logger.Warning(message, fields);
    return sink_.lines.back();
  }
  std::string Plain(std::string_view message, Logger::Fields fields) {
    const Logger logger(sink_, clock_, LogFormat::kPlain, LogLevel::kDebug);
    logger.Info(message, fields);
    return sink_.lines.back();
  }
  FakeClock clock_;  // 2025-06-15T15:06:40Z
  LinesSink sink_;
};

TEST_F(LogTest, WritesJsonWithFieldsInOrder) {
  EXPECT_EQ(Json("started", {{"address", "[::1]:4000"}, {"workers", 4}, {"tls", true}}),
            "{\"time\":\"2025-06-15T15:06:40.000Z\",\"level\":\"warning\",\"message\":\"started\","
            "\"address\":\"[::1]:4000\",\"workers\":4,\"tls\":true}\n");
}

TEST_F(LogTest, JsonStaysJsonWhateverTheText) {
  const std::string line = Json("a\"b\\c\nd\x01", {{"v", std::string("\xff\x7f\xc3\xa9")}});
  EXPECT_NE(line.find("a\\\"b\\\\c\\nd\\u0001"), std::string::npos);
  EXPECT_NE(line.find("\"v\":\"\xEF\xBF\xBD\\u007f\xc3\xa9\""), std::string::npos);
}

TEST_F(LogTest, NumbersOfEveryKind) {
  const std::string line = Json("n", {{"d", 0.25},
                                      {"inf", std::numeric_limits<double>::infinity()},
                                      {"min", std::numeric_limits<int64_t>::min()},
                                      {"u", uint16_t{65535}}});
  EXPECT_NE(line.find("\"d\":0.25,\"inf\":null,\"min\":-9223372036854775808,\"u\":65535}"),
            std::string::npos)
      << line;
}

TEST_F(LogTest, PlainQuotesOnlyWhatNeedsIt) {
  EXPECT_EQ(Plain("ready", {{"a", "x"}, {"b", "two words"}, {"c", ""}, {"d", 7}, {"e", "k=v"}}),
            "15:06:40.000 info    ready a=x b=\"two words\" c=\"\" d=7 e=\"k=v\"\n");
}

TEST_F(LogTest, PlainNeverSendsControlCharactersToTheTerminal) {
  const std::string line = Plain("a\x1b[2J", {{"b", "\x1b[31m"}});
  EXPECT_EQ(line.find('\x1b'), std::string::npos);
}

TEST_F(LogTest, TheLevelIsAThresholdAndMayChange) {
  Logger logger(sink_, clock_, LogFormat::kJson, LogLevel::kWarning);
  logger.Debug("no");
  logger.Info("no");
  logger.Warning("yes");
  logger.Error("yes");
  EXPECT_EQ(sink_.lines.size(), 2U);
  logger.SetLevel(LogLevel::kDebug);
  logger.Debug("yes");
  EXPECT_EQ(sink_.lines.size(), 3U);
}

TEST_F(LogTest, ThreadsShareALogger) {
  Logger logger(sink_, clock_, LogFormat::kJson, LogLevel::kInfo);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&logger, t] {
      for (int i = 0; i < 100; ++i) logger.Info("line", {{"thread", t}, {"i", i}});
      logger.SetLevel(LogLevel::kInfo);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(sink_.lines.size(), 400U);
}

TEST(LogLevel, HasFourNames) {
  EXPECT_EQ(ParseLogLevel("debug"), LogLevel::kDebug);
  EXPECT_EQ(ParseLogLevel("error"), LogLevel::kError);
  EXPECT_EQ(ParseLogLevel("warn"), std::nullopt);
}

TEST(FileDescriptorSink, WritesWholeLinesAndIsNoTerminal) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  FileDescriptorSink sink(ends[1]);
  EXPECT_EQ(sink.NaturalFormat(), LogFormat::kJson);
  sink.Write("hello\n");
  char text[16];
  EXPECT_EQ(std::string_view(text, static_cast<size_t>(read(ends[0], text, sizeof text))),
            "hello\n");
  close(ends[0]);
  close(ends[1]);
  sink.Write("to nobody\n");  // must return
}

}  // namespace
}  // namespace farthing
