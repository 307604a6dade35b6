#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/test_rig.h"

// Streams on their way through: at once, whole, bounded, and given up with their caller.
namespace farthing::gateway::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kChat = "/v1/chat/completions";
constexpr std::string_view kStream = R"(,"stream":true)";

class Streams : public ::testing::Test {
 protected:
  Peer Begin(std::string_view more = kStream, int receive_buffer = 0) {
    Peer caller = gateway_.Connect(receive_buffer);
    caller.Send(HttpRequest("POST", kChat, ChatBody("p/m", more)));
    return caller;
  }

  ScriptedProvider provider_;
  TestGateway gateway_{"providers:\n" + provider_.Line("p") +
                       "retry: { backoff: 60s, max_backoff: 60s }\n"};
};

// peers.md 14: streaming silently buffered. In lock-step, without a clock: the provider sends the
// next event only when the caller has the one before.
TEST_F(Streams, EachEventReachesTheCallerBeforeTheNextIsSent) {
  Peer caller = Begin();
  ProviderCall call = provider_.Take();
  call.StartStream();
  for (int i = 0; i < 20; ++i) {
    const std::string event = TextEvent("part " + std::to_string(i));
    ASSERT_TRUE(call.Chunk(event));
    if (i == 0) caller.ReceiveTo("\r\n\r\n");
    ASSERT_EQ(ReadChunk(caller), event) << i;  // one in, one out, and nothing else
  }
  call.Chunk(std::string(kStopEvent) + std::string(kUsageEvent) + std::string(kDone));
  EXPECT_EQ(ReadChunk(caller), std::string(kStopEvent) + std::string(kDone));
  call.EndStream();
  EXPECT_EQ(ReadChunk(caller), "");
  EXPECT_EQ(gateway_.Metric("farthing_time_to_first_token_seconds_count"), 1);
}

TEST_F(Streams, ATranslatedEventReachesTheCallerBeforeTheNextIsSent) {
  Peer caller = gateway_.Connect();
  caller.Send(HttpRequest("POST", "/v1/messages", ChatBody("p/m", kStream)));
  ProviderCall call = provider_.Take();
  call.StartStream();
  for (const char* part : {"one", "two", "three", "four"}) {
    call.Chunk(TextEvent(part));
    EXPECT_THAT(caller.ReceiveTo("\n\n\r\n"), HasSubstr(part));
  }
}

// peers.md 15: arguments of tool calls, cut anywhere, arrive whole in the other dialect.
TEST_F(Streams, ToolCallArgumentsSurviveTheTranslation) {
  Peer caller = gateway_.Connect();
  caller.Send(HttpRequest("POST", "/v1/messages", ChatBody("p/m", kStream)));
  ProviderCall call = provider_.Take();
  call.StartStream();
  const auto delta = [](std::string_view inner) {
    return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
           "\"choices\":[{\"index\":0,\"delta\":" +
           std::string(inner) + ",\"finish_reason\":null}]}\n\n";
  };
  call.Chunk(delta(R"({"content":"Let me look.","tool_calls":[{"index":0,"id":"t1","type":)"
                   R"("function","function":{"name":"find","arguments":"{\"ci"}}]})"));
  call.Chunk(delta(R"({"tool_calls":[{"index":0,"function":{"arguments":"ty\":\"Ulm\"}"}}]})"));
  call.Chunk(
      "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
      "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\n" +
      std::string(kDone));
  call.EndStream();
  const Answer answer = caller.ReadAnswer();
  EXPECT_THAT(answer.body, HasSubstr(R"("text":"Let me look.")"));
  std::string arguments;
  constexpr std::string_view kMark = R"("partial_json":")";
  for (size_t at = answer.body.find(kMark); at != std::string::npos;
       at = answer.body.find(kMark, at + 1)) {
    const size_t begin = at + kMark.size();
    arguments += answer.body.substr(begin, answer.body.find("\"}}", begin) - begin);
  }
  EXPECT_EQ(arguments, R"({\"city\":\"Ulm\"})") << answer.body;
}

// peers.md 12: without include_usage the caller sees no usage chunk, and it is counted once.
TEST_F(Streams, UsageNobodyAskedForIsCountedAndHidden) {
  Peer caller = Begin();
  ProviderCall call = provider_.Take();
  EXPECT_THAT(call.body, HasSubstr(R"("stream_options":{"include_usage":true})"));
  call.StartStream();
  call.Chunk(TextEvent("a") + std::string(kStopEvent) + std::string(kUsageEvent) +
             std::string(kDone));
  call.EndStream();
  EXPECT_EQ(caller.ReadAnswer().body,
            TextEvent("a") + std::string(kStopEvent) + std::string(kDone));
  EXPECT_EQ(gateway_.Metric("farthing_tokens_total", "\"output\""), 2);
}

TEST_F(Streams, UsageTheCallerAskedForIsShown) {
  Peer caller = Begin(R"(,"stream":true,"stream_options":{"include_usage":true})");
  ProviderCall call = provider_.Take();
  call.StartStream();
  call.Chunk(std::string(kStopEvent) + std::string(kUsageEvent) + std::string(kDone));
  call.EndStream();
  EXPECT_THAT(caller.ReadAnswer().body, HasSubstr("prompt_tokens"));
  EXPECT_EQ(gateway_.Metric("farthing_tokens_total", "\"output\""), 2);
}

// peers.md 13: gzip that nobody asked for, cut anywhere.
TEST_F(Streams, AGzippedStreamIsReadAllTheSame) {
  const std::string events =
      TextEvent("a") + TextEvent("b") + std::string(kStopEvent) + std::string(kDone);
  const std::string packed = net::test::Gzip(events);
  for (size_t cut = 1; cut < packed.size(); cut += 7) {
    Peer caller = Begin();
    ProviderCall call = provider_.Take();
    EXPECT_TRUE(call.HasHeader("accept-encoding: identity\r\n"));
    call.StartStream("content-encoding: gzip\r\nconnection: close\r\n");
    call.Chunk(std::string_view(packed).substr(0, cut));
    call.Chunk(std::string_view(packed).substr(cut));
    call.EndStream();
    const Answer answer = caller.ReadAnswer();
    EXPECT_EQ(answer.body, events) << cut;
    EXPECT_THAT(answer.head, Not(HasSubstr("content-encoding")));
  }
}

TEST_F(Streams, JsonWhereAStreamWasAskedIsPassedOn) {
  Peer caller = Begin();
  provider_.Take().Answer(200, kOpenAIAnswer);
  const Answer answer = caller.ReadAnswer();
  EXPECT_EQ(answer.body, kOpenAIAnswer);
  EXPECT_THAT(answer.head, HasSubstr("content-type: application/json"));
}

// peers.md 11, without the billing: a hang-up cancels the upstream call at once.
TEST_F(Streams, AHangUpWhileWaitingCancelsTheCall) {
  Peer caller = Begin("");
  ProviderCall call = provider_.Take();
  caller.Close();
  EXPECT_TRUE(call.peer.AtEnd());
  EXPECT_TRUE(gateway_.MetricBecomes("farthing_attempts_total", "cancelled", 1));
  EXPECT_TRUE(gateway_.MetricBecomes("farthing_requests_total", "status=\"499\"", 1));
}

TEST_F(Streams, AHangUpWhileStreamingCancelsTheCall) {
  Peer caller = Begin();
  ProviderCall call = provider_.Take();
  call.StartStream();
  call.Chunk(TextEvent("a"));
  caller.ReceiveTo("\n\n");
  caller.Close();
  EXPECT_TRUE(call.peer.AtEnd());
  EXPECT_TRUE(gateway_.MetricBecomes("farthing_attempts_total", "cancelled", 1));
  EXPECT_TRUE(gateway_.MetricBecomes("farthing_requests_in_flight", "", 0));
}

TEST_F(Streams, AHangUpWhileBackingOffEndsTheRequest) {
  Peer caller = Begin("");
  ProviderCall call = provider_.Take();
  call.Answer(500, R"({"error":{"message":"x"}})");
  ASSERT_TRUE(gateway_.MetricBecomes("farthing_retries_total", "", 1));
  caller.Close();
  EXPECT_TRUE(gateway_.MetricBecomes("farthing_requests_total", "status=\"499\"", 1));
  EXPECT_TRUE(gateway_.MetricBecomes("farthing_requests_in_flight", "", 0));
  EXPECT_EQ(gateway_.Metric("farthing_attempts_total"), 1);
}

// A caller that reads slowly holds the provider back: nothing is kept for it but what the kernel's
// buffers hold.
TEST_F(Streams, ASlowReaderHoldsTheProviderBack) {
  Peer caller = Begin(kStream, 4096);
  ProviderCall call = provider_.Take();
  Flood flood(call, 512);
  EXPECT_LT(flood.WaitUntilStuck(gateway_), 256);
  const Answer answer = caller.ReadAnswer();
  EXPECT_TRUE(answer.whole);
  EXPECT_EQ(answer.body.size(), flood.size());
}

}  // namespace
}  // namespace farthing::gateway::test
