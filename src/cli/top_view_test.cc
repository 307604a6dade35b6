#include "cli/top_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farthing::cli {
namespace {

using observe::BreakerState;
using observe::HistogramCells;
using observe::LiveSnapshot;
using observe::ModelSnapshot;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(FormatRate, KeepsThreeDigits) {
  EXPECT_EQ(FormatRate(0), "0");
  EXPECT_EQ(FormatRate(0.01), "<0.1");
  EXPECT_EQ(FormatRate(0.06), "0.1");
  EXPECT_EQ(FormatRate(12.34), "12.3");
  EXPECT_EQ(FormatRate(99.96), "100");
  EXPECT_EQ(FormatRate(1234.4), "1234");
  EXPECT_EQ(FormatRate(12'345), "12.3k");
  EXPECT_EQ(FormatRate(999'960), "1.00M");
}

TEST(FormatSeconds, PicksAUnit) {
  EXPECT_EQ(FormatSeconds(0), "-");
  EXPECT_EQ(FormatSeconds(0.00042), "0.42ms");
  EXPECT_EQ(FormatSeconds(0.0123), "12.3ms");
  EXPECT_EQ(FormatSeconds(0.123), "123ms");
  EXPECT_EQ(FormatSeconds(0.9996), "1.00s");
  EXPECT_EQ(FormatSeconds(12.345), "12.35s");
  EXPECT_EQ(FormatSeconds(123.4), "123s");
}

ModelSnapshot Model(std::string provider, std::string name, uint64_t requests, uint64_t errors) {
  ModelSnapshot model;
  model.provider = std::move(provider);
  model.model = std::move(name);
  model.requests = requests;
  model.errors = errors;
  model.tokens_in = requests * 100;
  model.tokens_out = requests * 10;
  HistogramCells cells;
  for (uint64_t i = 0; i < requests; ++i) cells.Record(milliseconds(8));
  cells.AddTo(&model.duration);
  return model;
}

LiveSnapshot Early() {
  LiveSnapshot snapshot;
  snapshot.uptime = hours(50) + seconds(1);
  snapshot.version = "0.1.0";
  snapshot.models = {Model("groq", "llama", 100, 1), Model("openai", "gpt", 10, 0)};
  snapshot.upstreams = {{.provider = "groq", .attempts = 100, .failed_attempts = 1}};
  return snapshot;
}

LiveSnapshot Late() {
  LiveSnapshot snapshot = Early();
  snapshot.uptime += seconds(10);
  snapshot.time = WallTime(seconds(1'750'000'000));
  snapshot.requests_in_flight = 3;
  snapshot.client_connections = 44;
  snapshot.shed = 20;
  snapshot.models = {Model("groq", "llama", 110, 1), Model("none", "none", 1, 1),
                     Model("openai", "gpt", 60, 5)};
  snapshot.upstreams = {{.provider = "groq",
                         .attempts = 130,
                         .failed_attempts = 2,
                         .active = 7,
                         .idle = 8,
                         .breakers = {BreakerState::kClosed, BreakerState::kOpen}}};
  snapshot.errors = {{.time = WallTime(seconds(1'750'000'000)),
                      .model = "openai/gpt",
                      .status = 502,
                      .slug = "upstream_error",
                      .message = "the provider broke"}};
  return snapshot;
}

std::string Page(const LiveSnapshot* earlier, TopScreen screen = {.address = "http://h:1"}) {
  return PlainText(RenderTop(Late(), earlier, screen));
}

TEST(RenderTop, ShowsRatesOfTheWindow) {
  const LiveSnapshot early = Early();
  const std::string page = Page(&early);
  EXPECT_THAT(page, HasSubstr("farthing 0.1.0  http://h:1  up 2d 02:00:11  15:06:40 UTC\n"));
  EXPECT_THAT(page, HasSubstr("requests/s 6.1  errors/s 0.6  shed/s 2.0  in flight 3  "
                              "connections 44  (over 10 s)\n"));
  EXPECT_THAT(page, HasSubstr("latency p50 7."));
  EXPECT_THAT(page, HasSubstr("tokens/s in 610 out 61.0\n"));
}

TEST(RenderTop, PutsTheBusiestModelFirst) {
  const LiveSnapshot early = Early();
  const std::string page = Page(&early);
  EXPECT_LT(page.find("openai/gpt "), page.find("groq/llama "));
  EXPECT_THAT(page, HasSubstr("(no model)"));
  EXPECT_THAT(page,
              testing::ContainsRegex("openai/gpt +5\\.0 +0\\.5 +7\\.[0-9]+ms +[78]\\.[0-9]+ms "
                                     "+- +- +50\\.0\n"));
}

TEST(RenderTop, ShowsUpstreamsAndErrors) {
  const LiveSnapshot early = Early();
  const std::string page = Page(&early);
  EXPECT_THAT(page, testing::ContainsRegex("groq +3\\.0 +0\\.1 +7 +8  closed open\n"));
  EXPECT_THAT(page, HasSubstr("15:06:40 502 openai/gpt upstream_error the provider broke\n"));
}

TEST(RenderTop, WithoutAnEarlierSnapshotCountsFromTheStart) {
  EXPECT_THAT(Page(nullptr), HasSubstr("(since the start)"));
}

TEST(RenderTop, ARestartedGatewayIsNotComparedWithItsPast) {
  LiveSnapshot early = Early();
  early.uptime = hours(1000);
  EXPECT_EQ(Page(&early), Page(nullptr));
}

TEST(RenderTop, ShowsANotice) {
  TopScreen screen;
  screen.notice = "cannot reach http://h:1";
  EXPECT_THAT(Page(nullptr, screen), HasSubstr("\ncannot reach http://h:1\n"));
}

TEST(RenderTop, MarksWhatNeedsEyes) {
  const LiveSnapshot early = Early();
  for (const TopLine& line : RenderTop(Late(), &early, {})) {
    const bool alert = line.text.starts_with("openai/gpt") || line.text.starts_with("(no model)") ||
                       line.text.starts_with("groq  ");
    EXPECT_EQ(line.style == TopStyle::kAlert, alert) << line.text;
  }
}

// Every size, on busy and empty snapshots: never more lines, never a wider one.
TEST(RenderTop, FitsEveryScreen) {
  LiveSnapshot busy = Late();
  for (int i = 0; i < 30; ++i) {
    busy.models.push_back(Model("p", "m\xc3\xa9" + std::to_string(i), 5, 0));
    busy.upstreams.push_back({.provider = "p" + std::to_string(i)});
    busy.errors.push_back(busy.errors[0]);
  }
  for (const LiveSnapshot& snapshot : {busy, LiveSnapshot()}) {
    for (size_t height = 1; height < 120; ++height) {
      for (const size_t width : {size_t{1}, size_t{20}, size_t{80}, size_t{300}}) {
        TopScreen screen;
        screen.width = width;
        screen.height = height;
        const auto lines = RenderTop(snapshot, nullptr, screen);
        EXPECT_LE(lines.size(), height);
        for (const TopLine& line : lines) {
          size_t columns = 0;
          for (const char c : line.text) columns += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
          EXPECT_LE(columns, width) << line.text;
        }
      }
    }
  }
}

TEST(RenderTop, SaysHowMuchItHides) {
  LiveSnapshot busy = Late();
  for (int i = 0; i < 30; ++i) busy.models.push_back(Model("p", "m" + std::to_string(i), 5, 0));
  TopScreen screen;
  screen.height = 24;
  const std::string page = PlainText(RenderTop(busy, nullptr, screen));
  EXPECT_THAT(page, testing::ContainsRegex("\\.\\.\\. and [0-9]+ more\n"));
  EXPECT_THAT(page, HasSubstr("RECENT ERRORS\n15:06:40 502"));
  screen.height = 0;
  EXPECT_THAT(PlainText(RenderTop(busy, nullptr, screen)), Not(HasSubstr(" more\n")));
}

TEST(AnsiFrame, DrawsOverTheLastFrame) {
  const TopLine lines[] = {{"title", TopStyle::kTitle}, {"plain"}, {"bad", TopStyle::kAlert}};
  EXPECT_EQ(AnsiFrame(lines),
            "\x1b[H\x1b[1mtitle\x1b[K\x1b[0m\r\nplain\x1b[K\x1b[0m\r\n"
            "\x1b[31mbad\x1b[K\x1b[0m\x1b[J");
}

}  // namespace
}  // namespace farthing::cli
