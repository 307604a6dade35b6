#include "gateway/relay.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "gateway/test_rig.h"

namespace farthing::gateway {
namespace {

using api::Dialect;
using test::kDone;
using test::kStopEvent;
using test::kUsageEvent;
using test::TextEvent;

struct Relayed {
  std::string text;
  Status status;
};

// Feeds the stream in pieces that end at `cuts`, then its end; stops at an error and lets it be
// said.
Relayed Play(Relay& relay, std::string_view stream, std::vector<size_t> cuts = {}) {
  Relayed result;
  Pieces out;
  const auto take = [&] {
    for (const std::string_view piece : out) result.text.append(piece);
    result.text.append(relay.TakeEnd());
  };
  cuts.push_back(stream.size());
  size_t at = 0;
  for (const size_t cut : cuts) {
    // Its own memory, so that a view beyond the piece shows under ASan.
    const std::string piece(stream.substr(at, cut - at));
    at = cut;
    if (piece.empty()) continue;
    result.status = relay.Feed(piece, &out);
    take();
    if (!result.status) break;
  }
  if (result.status) {
    result.status = relay.Feed({}, &out);
    take();
  }
  if (!result.status) {
    relay.Fail(result.status.error(), &out);
    take();
  }
  return result;
}

std::string ChatStream() {
  return TextEvent("Hel") + ": a comment\n\n" + TextEvent("lo") + std::string(kStopEvent) +
         std::string(kDone);
}

Relay OpenAIRelay(bool hide = false) {
  return Relay(Dialect::kOpenAI, {.hide_usage_chunk = hide}, "req_1");
}

TEST(Relay, PassesEveryByteHoweverTheStreamIsSplit) {
  const std::string stream = ChatStream();
  for (size_t first = 0; first <= stream.size(); ++first) {
    Relay relay = OpenAIRelay();
    const Relayed relayed = Play(relay, stream, {first});
    EXPECT_TRUE(relayed.status) << first;
    EXPECT_EQ(relayed.text, stream) << first;
  }
}

TEST(Relay, PassesAStreamThatComesByteByByte) {
  const std::string stream = ChatStream();
  std::vector<size_t> cuts;
  for (size_t i = 0; i < stream.size(); ++i) cuts.push_back(i);
  Relay relay = OpenAIRelay();
  EXPECT_EQ(Play(relay, stream, cuts).text, stream);
}

// One event in, one event out: nothing waits for the next one.
TEST(Relay, GivesAnEventOutWithItsLastByte) {
  Relay relay = OpenAIRelay();
  Pieces out;
  const std::string event = TextEvent("x");
  EXPECT_TRUE(relay.Feed(std::string_view(event).substr(0, event.size() - 1), &out));
  EXPECT_TRUE(out.empty());
  EXPECT_TRUE(relay.Feed(std::string_view(event).substr(event.size() - 1), &out));
  std::string text;
  for (const std::string_view piece : out) text.append(piece);
  EXPECT_EQ(text, event);
}

TEST(Relay, NeighboursLeaveAsOnePiece) {
  Relay relay = OpenAIRelay();
  Pieces out;
  const std::string events = TextEvent("a") + TextEvent("b") + TextEvent("c");
  EXPECT_TRUE(relay.Feed(events, &out));
  EXPECT_EQ(out.size(), 1u);
}

TEST(Relay, HidesTheUsageChunkThatTheCallerDidNotAskForAndCountsItOnce) {
  const std::string stream =
      TextEvent("hi") + std::string(kStopEvent) + std::string(kUsageEvent) + std::string(kDone);
  for (size_t cut = 0; cut <= stream.size(); ++cut) {
    Relay relay = OpenAIRelay(true);
    const Relayed relayed = Play(relay, stream, {cut});
    EXPECT_EQ(relayed.text, TextEvent("hi") + std::string(kStopEvent) + std::string(kDone)) << cut;
    EXPECT_EQ(relay.usage().usage().tokens[model::TokenClass::kFresh], 7) << cut;
    EXPECT_EQ(relay.usage().usage().tokens[model::TokenClass::kOutput], 2) << cut;
  }
}

TEST(Relay, ShowsTheUsageChunkToWhoAskedForIt) {
  const std::string stream =
      std::string(kStopEvent) + std::string(kUsageEvent) + std::string(kDone);
  Relay relay = OpenAIRelay(false);
  EXPECT_EQ(Play(relay, stream).text, stream);
  EXPECT_EQ(relay.usage().usage().tokens[model::TokenClass::kOutput], 2);
}

constexpr std::string_view kOpenAIError =
    "data: {\"error\":{\"message\":\"overloaded\",\"type\":\"server_error\",\"code\":503}}\n\n";

TEST(Relay, AnErrorAsFirstEventReachesNobody) {
  Relay relay = OpenAIRelay();
  Pieces out;
  const Status fed = relay.Feed(kOpenAIError, &out);
  ASSERT_FALSE(fed);
  EXPECT_TRUE(out.empty());
  EXPECT_EQ(fed.error().http_status(), 503);
  EXPECT_EQ(fed.error().message, "overloaded");
}

TEST(Relay, ALaterErrorEventIsTheProvidersOwnAndTheLast) {
  const std::string stream = TextEvent("a") + std::string(kOpenAIError);
  for (const size_t cut : {size_t{0}, TextEvent("a").size(), stream.size() - 1}) {
    Relay relay = OpenAIRelay();
    const Relayed relayed = Play(relay, stream, {cut});
    EXPECT_FALSE(relayed.status) << cut;
    EXPECT_EQ(relayed.text, stream) << cut;  // and no second error event of ours
  }
}

TEST(Relay, AStreamThatIsCutShortEndsWithAnErrorEvent) {
  const std::string begun = TextEvent("a");
  Relay relay = OpenAIRelay();
  const Relayed relayed = Play(relay, begun);
  ASSERT_FALSE(relayed.status);
  EXPECT_TRUE(relayed.text.starts_with(begun));
  EXPECT_NE(relayed.text.find("data: {\"error\":{\"message\":\"The provider's stream ended"),
            std::string::npos)
      << relayed.text;
}

TEST(Relay, HalfAnEventIsNeverPassedOn) {
  const std::string whole = TextEvent("a") + std::string(kStopEvent);
  const std::string half = TextEvent("lost").substr(0, 20);
  Relay relay = OpenAIRelay();
  const Relayed relayed = Play(relay, whole + half, {whole.size() + 5});
  EXPECT_FALSE(relayed.status);
  EXPECT_EQ(relayed.text.find("lost"), std::string::npos);
  EXPECT_TRUE(relayed.text.starts_with(whole));
}

TEST(Relay, AnEmptyStreamIsNoAnswer) {
  Relay relay = OpenAIRelay();
  Pieces out;
  EXPECT_FALSE(relay.Feed({}, &out));
  EXPECT_TRUE(out.empty());
}

// Who closes without [DONE] but said why it stopped has said everything.
TEST(Relay, AFinishReasonIsAsGoodAsDone) {
  Relay relay = OpenAIRelay();
  const std::string stream = TextEvent("a") + std::string(kStopEvent);
  const Relayed relayed = Play(relay, stream);
  EXPECT_TRUE(relayed.status);
  EXPECT_EQ(relayed.text, stream);
}

TEST(Relay, APassThroughMayEndAsItLikes) {
  const std::string stream = "event: image_generation.completed\ndata: {\"b64_json\":\"x\"}\n\n";
  Relay relay(Dialect::kOpenAI, {.any_end = true}, "req_1");
  const Relayed relayed = Play(relay, stream);
  EXPECT_TRUE(relayed.status);
  EXPECT_EQ(relayed.text, stream);
  Relay cut(Dialect::kOpenAI, {.any_end = true}, "req_1");
  EXPECT_FALSE(Play(cut, stream.substr(0, stream.size() - 1)).status);
}

constexpr std::string_view kAnthropicStream =
    "event: message_start\n"
    "data: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\","
    "\"role\":\"assistant\",\"model\":\"m\",\"content\":[],\"stop_reason\":null,"
    "\"usage\":{\"input_tokens\":7,\"output_tokens\":1}}}\n\n"
    "event: content_block_start\n"
    "data: {\"type\":\"content_block_start\",\"index\":0,"
    "\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n"
    "event: content_block_delta\n"
    "data: {\"type\":\"content_block_delta\",\"index\":0,"
    "\"delta\":{\"type\":\"text_delta\",\"text\":\"hello\"}}\n\n"
    "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
    "event: message_delta\n"
    "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
    "\"usage\":{\"output_tokens\":2}}\n\n"
    "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

TEST(Relay, AnAnthropicStreamPassesInItsOwnDialect) {
  Relay relay(Dialect::kAnthropic, {}, "req_1");
  const Relayed relayed = Play(relay, kAnthropicStream, {100, 301});
  EXPECT_TRUE(relayed.status);
  EXPECT_EQ(relayed.text, kAnthropicStream);
  EXPECT_EQ(relay.usage().usage().tokens[model::TokenClass::kFresh], 7);
  EXPECT_EQ(relay.usage().usage().tokens[model::TokenClass::kOutput], 2);
}

Relay Translating(Dialect provider, Dialect caller) {
  api::StreamContext context;
  context.id = "id1";
  context.model = "m";
  context.created = 1;
  context.include_usage = true;
  context.request_id = "req_1";
  return Relay(api::MakeStreamTranslator(provider, caller, std::move(context)));
}

TEST(Relay, ATranslatedStreamIsTheSameHoweverItIsSplit) {
  Relay whole = Translating(Dialect::kAnthropic, Dialect::kOpenAI);
  const Relayed expected = Play(whole, kAnthropicStream);
  ASSERT_TRUE(expected.status);
  EXPECT_NE(expected.text.find("\"content\":\"hello\""), std::string::npos) << expected.text;
  EXPECT_TRUE(expected.text.ends_with("data: [DONE]\n\n"));
  for (size_t cut = 0; cut <= kAnthropicStream.size(); ++cut) {
    Relay relay = Translating(Dialect::kAnthropic, Dialect::kOpenAI);
    EXPECT_EQ(Play(relay, kAnthropicStream, {cut}).text, expected.text) << cut;
    EXPECT_EQ(relay.usage().usage().tokens[model::TokenClass::kOutput], 2);
  }
}

TEST(Relay, ATranslatedStreamThatIsCutEndsWithTheCallersErrorEvent) {
  Relay relay = Translating(Dialect::kOpenAI, Dialect::kAnthropic);
  const Relayed relayed = Play(relay, TextEvent("a"));
  EXPECT_FALSE(relayed.status);
  EXPECT_NE(relayed.text.find("event: error\ndata: {\"type\":\"error\""), std::string::npos)
      << relayed.text;
}

}  // namespace
}  // namespace farthing::gateway
