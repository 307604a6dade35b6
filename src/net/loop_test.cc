#include "net/loop.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <thread>
#include <vector>

#include "net/socket.h"
#include "net/task.h"
#include "net/test_rig.h"

namespace farthing::net {
namespace {

using test::LoopThread;

TEST(Loop, RunsPostedWorkInOrderOfEachThread) {
  constexpr int kThreads = 4;
  constexpr int kLetters = 2'000;
  LoopThread thread;
  std::vector<std::vector<int>> seen(kThreads);
  std::vector<std::thread> posters;
  for (int t = 0; t < kThreads; ++t) {
    posters.emplace_back([&, t] {
      for (int i = 0; i < kLetters; ++i) {
        thread.loop().Post([&seen, t, i] { seen[static_cast<size_t>(t)].push_back(i); });
      }
    });
  }
  for (std::thread& poster : posters) poster.join();
  thread.Call([] {});
  for (const std::vector<int>& one : seen) {
    ASSERT_EQ(one.size(), static_cast<size_t>(kLetters));
    for (int i = 0; i < kLetters; ++i) EXPECT_EQ(one[static_cast<size_t>(i)], i);
  }
}

TEST(Loop, DeferredWorkRunsAfterThePresentEventAndBeforeTheNext) {
  LoopThread thread;
  std::vector<int> order;
  thread.Call([&] {
    thread.loop().Defer([&] { order.push_back(2); });
    order.push_back(1);
  });
  thread.Call([&] { order.push_back(3); });
  EXPECT_EQ(order, (std::vector<int>{1, 2, 3}));
}

TEST(Loop, AMailboxOutlivesItsLoop) {
  std::shared_ptr<Mailbox> mailbox;
  {
    LoopThread thread;
    mailbox = thread.loop().mailbox();
  }
  bool ran = false;
  mailbox->Post([&] { ran = true; });
  EXPECT_FALSE(ran);
}

TEST(Loop, StopsEvenWhenAskedBeforeItRuns) {
  SystemClock clock;
  Loop loop(clock);
  loop.Stop();
  loop.Run();
}

Task<int> CountWithYields(Loop& loop, std::vector<int>* order, int name) {
  for (int i = 0; i < 3; ++i) {
    order->push_back(name);
    co_await loop.Yield();
  }
  co_return name;
}

Task<int> Both(Loop& loop, std::vector<int>* order) {
  // The one that yields lets posted work go first, however often it yields.
  loop.Post([order] { order->push_back(9); });
  co_return co_await CountWithYields(loop, order, 1);
}

TEST(Loop, YieldingLetsEverybodyElseGoFirst) {
  LoopThread thread;
  std::vector<int> order;
  EXPECT_EQ(thread.Await([&] { return Both(thread.loop(), &order); }), 1);
  EXPECT_EQ(order, (std::vector<int>{1, 9, 1, 1}));
}

Task<bool> SleepFor(Loop& loop, Duration duration) {
  Sleep pause(loop, duration);
  co_return co_await pause;
}

Task<bool> SleepAndCancel(Loop& loop) {
  Sleep pause(loop, std::chrono::hours(1));
  loop.Post([&pause] {
    pause.Cancel();
    pause.Cancel();
  });
  co_return co_await pause;
}

TEST(Loop, SleepsAndCancelsSleep) {
  LoopThread thread;
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_TRUE(thread.Await([&] { return SleepFor(thread.loop(), std::chrono::milliseconds(5)); }));
  EXPECT_GE(std::chrono::steady_clock::now() - begun, std::chrono::milliseconds(4));
  EXPECT_FALSE(thread.Await([&] { return SleepAndCancel(thread.loop()); }));
}

struct Ends {
  int ours = -1;
  int theirs = -1;
};

Ends MakePair() {
  int ends[2];
  EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
  return {ends[0], ends[1]};
}

Task<IoStatus> WaitReadable(Socket& socket) {
  char byte = 0;
  while (socket.TryRead(&byte, 1).status == IoStatus::kOk) {
  }
  co_return co_await socket.Readable();
}

Task<IoStatus> NextReadable(Socket& socket) { co_return co_await socket.Readable(); }

// Both ends become ready in one batch of events, and the first one's handler closes the second: its
// event must not reach a destroyed target.
TEST(Loop, ATargetMayBeClosedWhileItsOwnEventIsUnderWay) {
  LoopThread thread;
  const Ends pair = MakePair();
  const Ends other = MakePair();
  std::optional<Socket> first, second;
  int hung_up = 0;
  thread.Call([&] {
    first.emplace(thread.loop(), pair.ours);
    second.emplace(thread.loop(), other.ours);
    first->OnHangup([&] {
      ++hung_up;
      second.reset();
    });
    second->OnHangup([&] {
      ++hung_up;
      first.reset();
    });
    close(pair.theirs);
    close(other.theirs);
  });
  EXPECT_TRUE(thread.Until([&] { return hung_up > 0; }));
  thread.Call([&] {
    first.reset();
    second.reset();
  });
  EXPECT_EQ(hung_up, 1);
}

TEST(Socket, CancelEndsTheWaitAndCallsTheHangupHook) {
  LoopThread thread;
  const Ends pair = MakePair();
  std::optional<Socket> socket;
  bool hooked = false;
  thread.Call([&] {
    socket.emplace(thread.loop(), pair.ours);
    socket->OnHangup([&] { hooked = true; });
  });
  thread.loop().Post([&] { thread.loop().Post([&] { socket->Cancel(); }); });
  EXPECT_EQ(thread.Await([&] { return WaitReadable(*socket); }), IoStatus::kCancelled);
  thread.Call([&] {
    EXPECT_TRUE(hooked);
    EXPECT_TRUE(socket->hung_up());
    socket.reset();
  });
  close(pair.theirs);
}

TEST(Socket, ADeadlineEndsEveryWaitUntilItIsMoved) {
  LoopThread thread;
  const Ends pair = MakePair();
  std::optional<Socket> socket;
  thread.Call([&] {
    socket.emplace(thread.loop(), pair.ours);
    socket->SetDeadline(thread.loop().now() + std::chrono::milliseconds(1));
  });
  EXPECT_EQ(thread.Await([&] { return WaitReadable(*socket); }), IoStatus::kTimedOut);
  EXPECT_EQ(thread.Await([&] { return WaitReadable(*socket); }), IoStatus::kTimedOut);
  thread.Call([&] { socket->ClearDeadline(); });
  EXPECT_EQ(write(pair.theirs, "x", 1), 1);
  EXPECT_EQ(thread.Await([&] { return NextReadable(*socket); }), IoStatus::kOk);
  thread.Call([&] { socket.reset(); });
  close(pair.theirs);
}

// The hook of a peer that is gone already comes soon, but not after it was taken back.
TEST(Socket, AHookTakenBackIsNeverCalled) {
  LoopThread thread;
  const Ends pair = MakePair();
  close(pair.theirs);
  std::optional<Socket> socket;
  int calls = 0;
  thread.Call([&] { socket.emplace(thread.loop(), pair.ours); });
  EXPECT_TRUE(thread.Until([&] { return socket->hung_up(); }));
  thread.Call([&] {
    socket->OnHangup([&] { ++calls; });
    socket->OnHangup(nullptr);
  });
  thread.Call([&] { EXPECT_EQ(calls, 0); });
  thread.Call([&] { socket->OnHangup([&] { ++calls; }); });
  thread.Call([&] { EXPECT_EQ(calls, 1); });
  thread.Call([&] {
    socket->OnHangup([&] { ++calls; });
    socket.reset();
  });
  thread.Call([&] { EXPECT_EQ(calls, 1); });
}

}  // namespace
}  // namespace farthing::net
