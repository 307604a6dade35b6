#include "net/sse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace farthing::net {
namespace {

using testing::ElementsAre;

struct Read {
  std::string event;
  std::string data;
  std::string id;
  std::string raw;
  bool has_data = false;

  friend bool operator==(const Read&, const Read&) = default;
};

struct Outcome {
  std::vector<Read> events;
  bool incomplete = false;
  bool too_large = false;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

// Feeds the chunks, each in a buffer of its own that dies after it was read.
Outcome Decode(const std::vector<std::string_view>& chunks,
               size_t max_event = SseDecoder::kDefaultMaxEvent) {
  Outcome outcome;
  SseDecoder decoder(max_event);
  SseEvent event;
  const auto drain = [&] {
    SseDecoder::Outcome next = decoder.Next(&event);
    for (; next == SseDecoder::Outcome::kEvent; next = decoder.Next(&event)) {
      outcome.events.push_back({std::string(event.event), std::string(event.data),
                                std::string(event.id), std::string(event.raw), event.has_data});
    }
    outcome.too_large = next == SseDecoder::Outcome::kTooLarge;
  };
  for (const std::string_view chunk : chunks) {
    const std::vector<char> buffer(chunk.begin(), chunk.end());
    decoder.Feed({buffer.data(), buffer.size()});
    drain();
  }
  decoder.End();
  drain();
  outcome.incomplete = decoder.incomplete();
  return outcome;
}

std::vector<std::string> DataOf(std::string_view text) {
  std::vector<std::string> data;
  for (const Read& read : Decode({text}).events) {
    if (read.has_data) data.push_back(read.data);
  }
  return data;
}

TEST(Sse, ReadsFieldsAndKeepsTheBytes) {
  const std::string text =
      "event: message_start\nid: 7\ndata: {\"a\":1}\n\n: ping\n\ndata:[DONE]\n\n";
  const Outcome outcome = Decode({text});
  ASSERT_EQ(outcome.events.size(), 3u);
  EXPECT_EQ(outcome.events[0].event, "message_start");
  EXPECT_EQ(outcome.events[0].id, "7");
  EXPECT_EQ(outcome.events[0].data, "{\"a\":1}");
  EXPECT_FALSE(outcome.events[1].has_data);
  EXPECT_EQ(outcome.events[1].raw, ": ping\n\n");
  EXPECT_EQ(outcome.events[2].data, "[DONE]");
  EXPECT_EQ(outcome.events[2].raw, "data:[DONE]\n\n");
  EXPECT_FALSE(outcome.incomplete);
}

TEST(Sse, KnowsEveryLineEnd) {
  EXPECT_THAT(DataOf("data: a\n\ndata: b\n\n"), ElementsAre("a", "b"));
  EXPECT_THAT(DataOf("data: a\r\n\r\ndata: b\r\n\r\n"), ElementsAre("a", "b"));
  EXPECT_THAT(DataOf("data: a\r\rdata: b\r\r"), ElementsAre("a", "b"));
  EXPECT_THAT(DataOf("data: a\n\r\ndata: b\r\n\ndata: c\r\r\ndata: d\n\n"),
              ElementsAre("a", "b", "c", "d"));
}

TEST(Sse, FollowsTheStandardInDetails) {
  EXPECT_THAT(DataOf("data: a\ndata:b\ndata:  c\ndata\n\n"), ElementsAre("a\nb\n c\n"));
  EXPECT_THAT(DataOf("data\n\n"), ElementsAre(""));
  EXPECT_THAT(DataOf("data: a:b\ndatax: no\nDATA: no\nretry: 3\n\n"), ElementsAre("a:b"));
  EXPECT_THAT(DataOf("\uFEFFdata: a\n\n\uFEFFdata: b\n\n"), ElementsAre("a"));
  EXPECT_THAT(DataOf("\n\n\ndata: a\n\n"), ElementsAre("a"));
}

TEST(Sse, AnEventIsGivenAsSoonAsItsBlankLineIsThere) {
  for (const std::string_view text : {"data: a\n\n", "data: a\r\r", "data: a\r\n\r\n"}) {
    SseDecoder decoder;
    SseEvent event;
    decoder.Feed(text);
    ASSERT_EQ(decoder.Next(&event), SseDecoder::Outcome::kEvent);
    EXPECT_EQ(event.raw.data(), text.data()) << "copied though it lay in one chunk";
    EXPECT_EQ(decoder.Next(&event), SseDecoder::Outcome::kNeedMore);
    EXPECT_FALSE(decoder.incomplete());
  }
}

TEST(Sse, HalfAnEventAtTheEndIsNotGiven) {
  const Outcome outcome = Decode({"data: a\n\ndata: b\n"});
  EXPECT_EQ(outcome.events.size(), 1u);
  EXPECT_TRUE(outcome.incomplete);
  EXPECT_EQ(Decode({"data: a\r\n\r"}).events.size(), 1u);
}

const char* const kStreams[] = {
    "event: e\ndata: {\"x\":\"y\"}\n\n: c\n\ndata: [DONE]\n\n",
    "\uFEFFdata: a\r\ndata: b\r\n\r\nid: 3\r\n\r\ndata:c\r\n\r\ndata: half",
    "data: a\rdata: b\r\rdata: c\r\r\ndata: d\r\n\rdata: e\n\r\n\n\r\r\n",
    "\uFEFF\n\r\n\r\ndata\n\n"};

TEST(Sse, EverySplitGivesTheSameEvents) {
  for (const std::string_view text : kStreams) {
    const Outcome whole = Decode({text});
    for (size_t i = 0; i <= text.size(); ++i) {
      for (size_t j = i; j <= text.size(); ++j) {
        ASSERT_EQ(Decode({text.substr(0, i), text.substr(i, j - i), text.substr(j)}), whole)
            << text << " at " << i << " and " << j;
      }
    }
    std::vector<std::string_view> bytes;
    for (size_t i = 0; i < text.size(); ++i) bytes.push_back(text.substr(i, 1));
    EXPECT_EQ(Decode(bytes), whole) << text;
  }
}

TEST(Sse, RawBytesInARowAreTheStream) {
  for (const std::string_view text : kStreams) {
    std::string raws;
    for (const Read& read : Decode({text}).events) raws += read.raw;
    ASSERT_TRUE(text.starts_with(raws));
    const std::string_view rest = text.substr(raws.size());
    const bool late_line_feed = rest == "\n";  // of a \r that ended the last event already
    EXPECT_EQ(!rest.empty() && !late_line_feed, Decode({text}).incomplete) << text;
  }
}

TEST(Sse, RefusesAnEventOverTheLimitHoweverItComes) {
  const std::string text = "data: ok\n\ndata: 0123456789\n\n";
  for (size_t i = 0; i <= text.size(); ++i) {
    const std::string_view view = text;
    const Outcome fits = Decode({view.substr(0, i), view.substr(i)}, 18);
    EXPECT_EQ(fits.events.size(), 2u);
    EXPECT_FALSE(fits.too_large);
    const Outcome over = Decode({view.substr(0, i), view.substr(i)}, 17);
    EXPECT_EQ(over.events.size(), 1u);
    EXPECT_TRUE(over.too_large);
  }
}

TEST(Sse, ManySmallChunksOfALargeEventAreNotQuadratic) {
  SseDecoder decoder;
  SseEvent event;
  const std::string chunk(64, 'x');
  decoder.Feed("data: ");
  for (int i = 0; i < 100'000; ++i) {
    ASSERT_EQ(decoder.Next(&event), SseDecoder::Outcome::kNeedMore);
    decoder.Feed(chunk);
  }
  ASSERT_EQ(decoder.Next(&event), SseDecoder::Outcome::kNeedMore);
  decoder.Feed("\n\n");
  ASSERT_EQ(decoder.Next(&event), SseDecoder::Outcome::kEvent);
  EXPECT_EQ(event.data.size(), 6'400'000u);
}

TEST(Sse, WritesWhatItReads) {
  std::string text;
  AppendEvent("message_stop", "{}", &text);
  AppendEvent("", "a\nb\r\nc", &text);
  EXPECT_EQ(text, "event: message_stop\ndata: {}\n\ndata: a\ndata: b\ndata: c\n\n");
  EXPECT_THAT(DataOf(text), ElementsAre("{}", "a\nb\nc"));
}

}  // namespace
}  // namespace farthing::net
