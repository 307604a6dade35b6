#include "cli/top.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <deque>
#include <functional>
#include <sstream>

#include "observe/snapshot.h"

namespace farthing::cli {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;
using Event = TopTerminal::Event;

std::string SnapshotAt(Duration uptime, uint64_t requests) {
  observe::LiveSnapshot snapshot;
  snapshot.uptime = uptime;
  snapshot.version = "0.1.0";
  snapshot.models.push_back({.provider = "p", .model = "m", .requests = requests});
  return observe::EncodeSnapshot(snapshot);
}

// Answers in turn; the last one for ever.
class FakeSource final : public TopSource {
 public:
  Result<std::string> Fetch() override {
    if (on_fetch) on_fetch();
    Result<std::string> answer = answers.front();
    if (answers.size() > 1) answers.pop_front();
    return answer;
  }
  std::deque<Result<std::string>> answers;
  std::function<void()> on_fetch;
};

class TopTest : public testing::Test {
 protected:
  FakeSource source_;
  std::ostringstream out_, err_;
  const Output output_{out_, err_};
};

TEST_F(TopTest, JsonIsTheSnapshotAsItCame) {
  source_.answers = {SnapshotAt(seconds(5), 10)};
  EXPECT_EQ(PrintSnapshot(source_, output_), kFine);
  EXPECT_EQ(out_.str(), SnapshotAt(seconds(5), 10) + "\n");
}

TEST_F(TopTest, OnceComparesTwoSnapshotsWithoutControlSequences) {
  source_.answers = {SnapshotAt(seconds(5), 10), SnapshotAt(seconds(6), 40)};
  EXPECT_EQ(PrintView(source_, "http://h:1", Duration(0), output_), kFine);
  EXPECT_THAT(out_.str(), HasSubstr("requests/s 30.0 "));
  EXPECT_EQ(out_.str().find('\x1b'), std::string::npos);
}

TEST_F(TopTest, AGatewayThatDoesNotAnswerIsOneSentence) {
  source_.answers = {Fail(Error::Upstream("cannot reach it", true))};
  EXPECT_EQ(PrintSnapshot(source_, output_), kOutsideFailed);
  EXPECT_EQ(PrintView(source_, "a", Duration(0), output_), kOutsideFailed);
  EXPECT_EQ(err_.str(), "farthing: cannot reach it\nfarthing: cannot reach it\n");
  EXPECT_EQ(out_.str(), "");
}

class TerminalTest : public TopTest {
 protected:
  void SetUp() override {
    winsize size{.ws_row = 20, .ws_col = 100};
    ASSERT_EQ(openpty(&user_, &screen_, nullptr, nullptr, &size), 0);
    fcntl(user_, F_SETFL, O_NONBLOCK);
    ASSERT_EQ(tcgetattr(screen_, &before_), 0);
  }
  void TearDown() override {
    close(user_);
    close(screen_);
  }
  // What the terminal was sent so far.
  std::string Seen() {
    std::string text;
    char buffer[4096];
    for (ssize_t got = 0; (got = read(user_, buffer, sizeof buffer)) > 0;) {
      text.append(buffer, static_cast<size_t>(got));
    }
    return text;
  }
  void Type(std::string_view keys) {
    ASSERT_EQ(write(user_, keys.data(), keys.size()), static_cast<ssize_t>(keys.size()));
  }
  void ExpectRestored() {
    termios after{};
    ASSERT_EQ(tcgetattr(screen_, &after), 0);
    EXPECT_EQ(after.c_lflag, before_.c_lflag);
    EXPECT_EQ(after.c_cc[VSUSP], before_.c_cc[VSUSP]);
    sigset_t blocked;
    pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
    EXPECT_EQ(sigismember(&blocked, SIGINT), 0);
  }
  int user_ = -1, screen_ = -1;
  termios before_{};
};

TEST_F(TerminalTest, TakesTheScreenAndGivesItBack) {
  {
    TopTerminal terminal(screen_, screen_);
    EXPECT_EQ(Seen(), "\x1b[?1049h\x1b[?25l\x1b[2J");
    EXPECT_EQ(terminal.size().width, 100U);
    EXPECT_EQ(terminal.size().height, 20U);
    termios during{};
    ASSERT_EQ(tcgetattr(screen_, &during), 0);
    EXPECT_EQ(during.c_lflag & (ICANON | ECHO), 0U);
  }
  EXPECT_EQ(Seen(), "\x1b[?25h\x1b[?1049l");
  ExpectRestored();
}

TEST_F(TerminalTest, KeysAndSignalsAreEvents) {
  TopTerminal terminal(screen_, screen_);
  EXPECT_EQ(terminal.Wait(Duration(0)), Event::kTimeout);
  Type("xq");
  EXPECT_EQ(terminal.Wait(seconds(10)), Event::kResize) << "another key draws again";
  EXPECT_EQ(terminal.Wait(seconds(10)), Event::kQuit);
  raise(SIGWINCH);
  EXPECT_EQ(terminal.Wait(seconds(10)), Event::kResize);
  raise(SIGINT);
  EXPECT_EQ(terminal.Wait(seconds(10)), Event::kQuit);
  raise(SIGTERM);  // left for the destructor: it must not kill the program
}

TEST_F(TerminalTest, WithoutKeysSignalsStillEndIt) {
  const int null = open("/dev/null", O_RDONLY);
  {
    TopTerminal terminal(null, screen_);
    EXPECT_EQ(terminal.Wait(Duration(0)), Event::kTimeout);
    raise(SIGTERM);
    EXPECT_EQ(terminal.Wait(seconds(10)), Event::kQuit);
  }
  close(null);
}

TEST_F(TerminalTest, WatchesUntilQuitThroughAnOutage) {
  const auto first = observe::DecodeSnapshot(SnapshotAt(seconds(5), 10));
  ASSERT_TRUE(first.has_value());
  source_.answers = {Fail(Error::Upstream("it is away", true)), SnapshotAt(seconds(7), 30)};
  std::string seen;
  int fetches = 0;
  source_.on_fetch = [&] {
    seen += Seen();
    if (++fetches == 3) Type("q");
  };
  TopTerminal terminal(screen_, screen_);
  WatchLive(source_, *first, "http://h:1", Duration(0), terminal);
  EXPECT_THAT(seen, HasSubstr("(since the start)"));
  EXPECT_THAT(seen, HasSubstr("it is away"));
  EXPECT_THAT(seen, HasSubstr("requests/s 10.0 "));
}

TEST(FindGateway, ReadsTheDataDirectory) {
  config::FakeEnvironment environment;
  environment.files = {{"d/address", "http://127.0.0.1:4000\n"}, {"d/admin-token", "secret\n"}};
  const auto gateway = FindGateway("d", std::nullopt, environment);
  ASSERT_TRUE(gateway.has_value());
  EXPECT_EQ(gateway->address, "http://127.0.0.1:4000");
  EXPECT_EQ(gateway->admin_token, "secret");
}

TEST(FindGateway, TheEnvironmentAndTheCommandLineGoFirst) {
  config::FakeEnvironment environment;
  environment.files = {{"d/address", "http://127.0.0.1:4000\n"}, {"d/admin-token", "secret\n"}};
  environment.variables = {{"FARTHING_ADMIN_TOKEN", "other"}};
  const auto gateway = FindGateway("d", "http://[::1]:5", environment);
  ASSERT_TRUE(gateway.has_value());
  EXPECT_EQ(gateway->address, "http://[::1]:5");
  EXPECT_EQ(gateway->admin_token, "other");
}

TEST(FindGateway, WithoutAnAddressSaysWhatToDo) {
  const auto gateway = FindGateway("d", std::nullopt, config::FakeEnvironment());
  ASSERT_FALSE(gateway.has_value());
  EXPECT_EQ(gateway.error().code, ErrorCode::kConfiguration);
  EXPECT_THAT(gateway.error().message, HasSubstr("--data-dir"));
}

}  // namespace
}  // namespace farthing::cli
