#include "lab/mock/script.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "lab/wire/body_decoder.h"
#include "lab/wire/http_head.h"
#include "lab/wire/sse_reader.h"

namespace farthing::lab {
namespace {

std::string Bytes(const Script& script) {
  std::string all;
  for (const Script::Step& step : script.steps) {
    for (uint64_t i = 0; i < step.repeat; ++i) all += step.bytes;
  }
  return all;
}

Script Stream(std::string_view orders, Endpoint endpoint = Endpoint::kChat) {
  const CannedRequest request{
      .endpoint = endpoint, .stream = true, .include_usage = true, .events = 4};
  return WriteScript(CannedAnswer(request), ParseOrders(orders).value(), endpoint);
}

Script Json(std::string_view orders) {
  return WriteScript(CannedAnswer({}), ParseOrders(orders).value(), Endpoint::kChat);
}

struct Heard {
  std::string body;
  std::vector<std::string> events;
  bool whole = false;
  std::string left;  // bytes after the answer's end
};

// What a client makes of the script's bytes.
Heard Hear(const Script& script) {
  const std::string bytes = Bytes(script);
  Heard heard;
  Head head;
  size_t size = 0;
  if (ParseHead(bytes, &head, &size) != HeadState::kComplete) return heard;
  BodyDecoder decoder(AnswerFraming(head).value());
  std::string_view rest = std::string_view(bytes).substr(size);
  std::string_view piece;
  while (!(piece = decoder.Next(&rest)).empty()) heard.body += piece;
  heard.whole = decoder.done();
  heard.left = rest;
  SseReader reader;
  reader.Feed(heard.body, [&](const SseEvent& event) { heard.events.emplace_back(event.data); });
  return heard;
}

TEST(Script, APlainAnswerHasTheSizeAskedFor) {
  const Heard heard = Hear(Json(""));
  EXPECT_TRUE(heard.whole);
  EXPECT_EQ(heard.body.size(), 500u);
}

TEST(Script, TheRequestIdHasTheDialectsName) {
  EXPECT_NE(Bytes(Json("")).find("\r\nx-request-id: req-mock\r\n"), std::string::npos);
  const std::string anthropic = Bytes(Stream("", Endpoint::kMessages));
  EXPECT_NE(anthropic.find("\r\nrequest-id: req-mock\r\n"), std::string::npos);
  EXPECT_EQ(anthropic.find("x-request-id"), std::string::npos);
}

TEST(Script, StreamsOfEveryDialectEndWithTheirLastEvent) {
  const auto chat = Hear(Stream(""));
  EXPECT_TRUE(chat.whole);
  EXPECT_EQ(chat.events.size(), 4u + 4u);
  EXPECT_EQ(chat.events.back(), "[DONE]");
  EXPECT_EQ(Hear(Stream("", Endpoint::kMessages)).events.back(), R"({"type":"message_stop"})");
  EXPECT_NE(Hear(Stream("", Endpoint::kResponses)).events.back().find("response.completed"),
            std::string::npos);
}

TEST(Script, ACutStreamEndsBetweenEvents) {
  const Script script = Stream("fault=cut;after=3");
  const Heard heard = Hear(script);
  EXPECT_EQ(script.end, Script::End::kFinish);
  EXPECT_FALSE(heard.whole);
  EXPECT_EQ(heard.events.size(), 3u);
  EXPECT_TRUE(heard.body.ends_with("\n\n"));
}

TEST(Script, ACutEventEndsInsideAnEvent) {
  const Heard heard = Hear(Stream("fault=cut-event;after=3"));
  EXPECT_FALSE(heard.whole);
  EXPECT_EQ(heard.events.size(), 3u);
  EXPECT_FALSE(heard.body.ends_with("\n\n"));
}

TEST(Script, ResetsLeaveWhatTheirNamesSay) {
  EXPECT_EQ(Bytes(Json("fault=reset")), "");
  EXPECT_EQ(Json("fault=reset").end, Script::End::kReset);
  EXPECT_EQ(Bytes(Json("fault=reset-head")).find("\r\n\r\n"), std::string::npos);
  const Heard body = Hear(Json("fault=reset-body"));
  EXPECT_FALSE(body.whole);
  EXPECT_EQ(body.body.size(), 250u);
}

TEST(Script, ALyingLength) {
  const Heard shorter = Hear(Json("fault=length-short"));
  EXPECT_TRUE(shorter.whole);
  EXPECT_EQ(shorter.left.size(), 250u);
  EXPECT_FALSE(Hear(Json("fault=length-long")).whole);
}

TEST(Script, UsageComesTwiceOrLate) {
  const auto count = [](const Heard& heard) {
    return std::count_if(heard.events.begin(), heard.events.end(), [](const std::string& event) {
      return event.find("\"usage\"") != std::string::npos;
    });
  };
  EXPECT_EQ(count(Hear(Stream(""))), 1);
  EXPECT_EQ(count(Hear(Stream("fault=usage-twice"))), 2);
  const Heard late = Hear(Stream("fault=usage-late"));
  EXPECT_EQ(count(late), 1);
  EXPECT_NE(late.events.back().find("\"usage\""), std::string::npos);
}

TEST(Script, DribbledBytesAreTheSameBytes) {
  EXPECT_EQ(Bytes(Stream("fault=bytes")), Bytes(Stream("")));
  EXPECT_EQ(Bytes(Stream("fault=slow")), Bytes(Stream("")));
  EXPECT_EQ(Stream("fault=bytes").steps.size(), Bytes(Stream("")).size());
}

TEST(Script, OtherSpoiltAnswersKeepTheirFraming) {
  EXPECT_EQ(Hear(Stream("fault=no-done")).events.size(), 7u);
  EXPECT_NE(Hear(Stream("fault=error-event")).events.back().find("\"error\""), std::string::npos);
  EXPECT_NE(Hear(Stream("fault=crlf")).body.find("\r\n\r\n"), std::string::npos);
  EXPECT_EQ(Hear(Stream("fault=crlf")).events, Hear(Stream("")).events);
  EXPECT_TRUE(Hear(Json("fault=gzip")).body.starts_with("\x1f\x8b"));
  EXPECT_TRUE(Hear(Json("fault=html")).body.starts_with("<!DOCTYPE html>"));
  EXPECT_TRUE(Hear(Json("fault=error-200")).body.starts_with(R"({"error")"));
  for (const char* fault : {"no-done", "error-event", "crlf", "gzip", "html", "error-200"}) {
    EXPECT_TRUE(Hear(Stream(std::string("fault=") + fault)).whole) << fault;
  }
}

TEST(Script, AHugeBodyIsAsLongAsOrdered) {
  const Heard heard = Hear(Json("fault=huge;bytes=256k"));
  EXPECT_TRUE(heard.whole);
  EXPECT_GE(heard.body.size(), 256u * 1024);
  EXPECT_TRUE(heard.body.ends_with("\"}"));
}

}  // namespace
}  // namespace farthing::lab
