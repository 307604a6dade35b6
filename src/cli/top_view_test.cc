#include "cli/top_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

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

TEST(FormatAmount, KeepsWhatAMoneyColumnHasRoomFor) {
  EXPECT_EQ(FormatAmount(0), "0");
  EXPECT_EQ(FormatAmount(0.000'049), "<0.0001");
  EXPECT_EQ(FormatAmount(0.000'05), "0.0001");
  EXPECT_EQ(FormatAmount(0.012'34), "0.0123");
  EXPECT_EQ(FormatAmount(0.999'96), "1.00");
  EXPECT_EQ(FormatAmount(12.345'6), "12.35");
  EXPECT_EQ(FormatAmount(9'999.994), "9999.99");
  EXPECT_EQ(FormatAmount(9'999.996), "10.0k");
  EXPECT_EQ(FormatAmount(999'960), "1.00M");
  EXPECT_EQ(FormatAmount(-1.2), "-1.20");
}

ModelSnapshot Model(std::string provider, std::string name, uint64_t requests, uint64_t errors) {
  ModelSnapshot model;
  model.provider = std::move(provider);
  model.model = std::move(name);
  model.requests = requests;
  model.errors = errors;
  model.tokens_in = requests * 100;
  model.tokens_out = requests * 10;
  model.cost = requests * 3'000'000'000;  // 0.3 cents
  model.baseline = requests * 4'000'000'000;
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
                              "connections 44\n"));
  EXPECT_THAT(page, testing::ContainsRegex("latency p50 7\\..* p99 -  \\(over 10 s\\)\n"));
  EXPECT_THAT(page, HasSubstr("tokens/s in 610 out 61.0\n"));
}

TEST(RenderTop, PutsTheBusiestModelFirst) {
  const LiveSnapshot early = Early();
  const std::string page = Page(&early);
  EXPECT_LT(page.find("openai/gpt "), page.find("groq/llama "));
  EXPECT_THAT(page, HasSubstr("(no model)"));
  EXPECT_THAT(page,
              testing::ContainsRegex("openai/gpt +5\\.0 +0\\.5 +7\\.[0-9]+ms +[78]\\.[0-9]+ms "
                                     "+- +- +50\\.0 +54\\.00 +0\\.1800 +0\\.0600\n"));
}

TEST(RenderTop, ShowsMoneySinceTheStartAndItsRateInTheWindow) {
  const LiveSnapshot early = Early();
  EXPECT_THAT(Page(&early), HasSubstr("\nspent $0.5130 ($65.88/h)  saved $0.1710 (25.0%)  "));
}

TEST(RenderTop, ALossIsNegative) {
  LiveSnapshot snapshot = Late();
  snapshot.models.resize(1);
  snapshot.models[0].cost = 6'000'000'000'000;
  snapshot.models[0].baseline = 4'000'000'000'000;
  const std::string page = PlainText(RenderTop(snapshot, nullptr, {}));
  EXPECT_THAT(page, HasSubstr("saved -$2.00 (-50.0%)"));
  EXPECT_THAT(page, testing::ContainsRegex("groq/llama .* 6\\.00 +-2\\.00\n"));
}

TEST(RenderTop, MarksSumsThatAreNotTheWholeTruth) {
  LiveSnapshot snapshot = Late();
  for (ModelSnapshot& model : snapshot.models) model.unpriced = 2;
  snapshot.models[0].estimated = 5;
  snapshot.models[2].cost = 0;
  const std::string page = PlainText(RenderTop(snapshot, nullptr, {}));
  EXPECT_THAT(page, HasSubstr("\nledger up, 0 rows waiting  unpriced 6 (+)  estimated 5 (~)\n"));
  EXPECT_THAT(page, testing::ContainsRegex("groq/llama .* ~0\\.3300\\+ "));
  EXPECT_THAT(page, testing::ContainsRegex("\\(no model\\) .* 0\\.0030\\+ "));
  EXPECT_THAT(page, testing::ContainsRegex("openai/gpt .* \\? "));
}

TEST(RenderTop, ALedgerThatTakesNothingIsAnAlert) {
  LiveSnapshot snapshot = Late();
  EXPECT_THAT(PlainText(RenderTop(snapshot, nullptr, {})),
              HasSubstr("\nledger up, 0 rows waiting\n"));
  snapshot.ledger = {.up = false, .waiting_rows = 5123};
  const auto lines = RenderTop(snapshot, nullptr, {});
  const auto line = std::ranges::find_if(
      lines, [](const TopLine& one) { return one.text.starts_with("ledger"); });
  ASSERT_NE(line, lines.end());
  EXPECT_EQ(line->text, "ledger takes no rows, 5123 rows waiting");
  EXPECT_EQ(line->style, TopStyle::kAlert);
}

// A terminal of usual width shows what is most wanted of a model, and nothing is cut but names.
TEST(RenderTop, EightyColumnsAreEnough) {
  LiveSnapshot snapshot = Late();
  snapshot.models[0].model = "a-name-that-is-longer-than-its-place";
  snapshot.models[2].model = "gpt-5-mini-2025";
  const LiveSnapshot early = Early();
  TopScreen screen{.address = "http://127.0.0.1:4000"};
  screen.width = 80;
  const auto lines = RenderTop(snapshot, &early, screen);
  const std::string page = PlainText(lines);
  EXPECT_THAT(page, HasSubstr("  REQ/S   ERR/S     P50     P99     $/H     SPENT    SAVED\n"));
  EXPECT_THAT(page, HasSubstr("\ng/a-name-that-is-lon "));
  EXPECT_THAT(page, HasSubstr("\nopen/gpt-5-mini-2025 "));
  EXPECT_THAT(page, HasSubstr("tokens/s in 1710 out 171\n"));
  screen.width = 120;
  EXPECT_THAT(PlainText(RenderTop(snapshot, &early, screen)),
              HasSubstr("P99  TTFT50  TTFT99   TOK/S     $/H "));
}

// What a row has behind its name does not move the columns.
TEST(RenderTop, ColumnsStandUnderTheirHeadings) {
  LiveSnapshot snapshot = Late();
  snapshot.upstreams.push_back(
      {.provider = "one", .active = 5, .breakers = {BreakerState::kClosed}});
  TopScreen screen;
  screen.width = 80;
  const auto lines = RenderTop(snapshot, nullptr, screen);
  const auto heading = std::ranges::find_if(
      lines, [](const TopLine& one) { return one.text.starts_with("UPSTREAM"); });
  ASSERT_NE(heading, lines.end());
  const size_t column = heading->text.find("BREAKERS");
  EXPECT_EQ(heading[1].text.find("closed open"), column);
  EXPECT_EQ(heading[2].text.find("closed"), column);
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
