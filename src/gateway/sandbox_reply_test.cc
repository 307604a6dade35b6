#include "gateway/sandbox_reply.h"

#include <gtest/gtest.h>

#include "net/test_rig.h"

namespace farthing::gateway {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;

sandbox::Reply Stream(std::vector<sandbox::Event> events) {
  sandbox::Reply reply;
  reply.stream = true;
  reply.events = std::move(events);
  return reply;
}

TEST(SandboxReply, GivesAWholeAnswerAtOnceAndThenItsEnd) {
  net::test::LoopThread thread;
  sandbox::Reply whole;
  whole.body = "{}";
  SandboxReply reply(thread.loop(), whole);
  EXPECT_EQ(reply.status(), 200);
  EXPECT_EQ(reply.content_type(), "application/json");
  EXPECT_EQ(*thread.Await([&] { return reply.Read(); }), "{}");
  EXPECT_EQ(*thread.Await([&] { return reply.Read(); }), "");
}

TEST(SandboxReply, GivesEventsInOrderEachOnItsOwn) {
  net::test::LoopThread thread;
  SandboxReply reply(thread.loop(), Stream({{microseconds(0), "a"}, {microseconds(1), "b"}}));
  EXPECT_EQ(reply.content_type(), "text/event-stream");
  EXPECT_EQ(**thread.Call([&] { return reply.TryRead(); }), "a");
  EXPECT_FALSE(thread.Call([&] { return reply.TryRead(); }).has_value());  // it takes its time
  EXPECT_EQ(*thread.Await([&] { return reply.Read(); }), "b");
  EXPECT_EQ(*thread.Await([&] { return reply.Read(); }), "");
}

TEST(SandboxReply, IsCancelledInTheMiddleOfAPause) {
  net::test::LoopThread thread;
  SandboxReply reply(thread.loop(), Stream({{hours(1), "never"}}));
  thread.loop().Post([&] { thread.loop().Post([&] { reply.Cancel(); }); });
  const auto read = thread.Await([&] { return reply.Read(); });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::kCancelled);
  const auto again = thread.Await([&] { return reply.Read(); });
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kCancelled);
}

}  // namespace
}  // namespace farthing::gateway
