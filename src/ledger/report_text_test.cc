#include "ledger/report_text.h"

#include <gmock/gmock.h>

#include "base/instant.h"
#include "ledger/text_table.h"

namespace farthing::ledger {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr int64_t kCent = 10'000'000'000;

// Requests, all of them priced, with savings by the exact cache and losses by shadow runs.
Sums Priced(int64_t requests, int64_t actual, int64_t exact, int64_t shadow) {
  SumValues values{};
  values[0] = requests;
  values[4] = actual;
  values[5] = actual + exact + shadow;
  const size_t savings = 6 + model::kTokenClasses;
  values[savings + static_cast<size_t>(Step::kExact)] = exact;
  values[savings + static_cast<size_t>(Step::kShadow)] = shadow;
  values[6] = 600;
  values[7] = 200;
  Sums sums;
  EXPECT_TRUE(sums.Add(values));
  return sums;
}

Report Example() {
  Report report;
  report.from = ParseInstant("2026-11-01").value();
  report.to = ParseInstant("2026-11-08").value();
  report.before_from = ParseInstant("2026-10-25").value();
  report.total = Priced(1200, 6000 * kCent, 6000 * kCent, -1000 * kCent);
  report.before = Priced(1000, 5000 * kCent, 0, 0);
  report.rows = {{"openai/gpt-5-mini", Priced(1000, 5000 * kCent, 5000 * kCent, 0)},
                 {"", Priced(200, 1000 * kCent, 1000 * kCent, -1000 * kCent)}};
  const int64_t first_hour = report.from.time_since_epoch() / std::chrono::hours(1);
  report.spent_by_hour = {{first_hour, 1000 * kCent}, {first_hour + 49, 5000 * kCent}};
  report.outcomes = {{"miss", 900}, {"exact", 300}};
  report.cost_drivers = {{"acme", "", "openai/gpt-5-mini", report.rows[0].sums}};
  return report;
}

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t at = 0, end; at < text.size(); at = end + 1) {
    end = text.find('\n', at);
    lines.push_back(text.substr(at, end - at));
  }
  return lines;
}

TEST(ReportText, IsPleasantToRead) {
  EXPECT_EQ(ReportAsText(Example(), false), R"(2026-11-01 00:00 to 2026-11-08 00:00 UTC
  spent                 $60.00  20.0 % more than in the 7 days before ($50.00)
  baseline             $110.00  without any of our steps
  saved                 $50.00  45.5 % of the baseline (before 0.0 %)
  a day                $8.5714  ▂·█····
  a request          $0.050000  $50.00 a thousand (before $50.00)
  requests               1,200
  cached                25.0 %  of requests: exact 25.0 %
  prompt cache          25.0 %  of input tokens, by the providers

From the baseline to what was spent
  baseline      $110.00   100.0 %  █████████████████████████████████████████████
  exact         -$60.00    54.5 %                      ░░░░░░░░░░░░░░░░░░░░░░░░░
  shadow        +$10.00    -9.1 %                      ▒▒▒▒▒
  spent          $60.00    54.5 %  █████████████████████████

By model
  model              requests   spent  per 1,000  baseline   saved   share
  openai/gpt-5-mini     1,000  $50.00     $50.00   $100.00  50.0 %  83.3 %
  (none)                  200  $10.00     $50.00    $10.00   0.0 %  16.7 %

What costs most
  tenant / route / model             requests   spent  per 1,000   share
  acme / (none) / openai/gpt-5-mini     1,000  $50.00     $50.00  83.3 %
)");
}

TEST(ReportText, UsesTheRoomThatThereIs) {
  const std::vector<std::string> wide = LinesOf(ReportAsText(Example(), false, 100));
  EXPECT_THAT(wide, ::testing::Contains("  (none)                  200  $10.00     $50.00    "
                                        "$10.00   0.0 %  16.7 %  ████▊"));
  for (const std::string& line : wide) EXPECT_LE(WidthOf(line), 100U) << line;
  Report long_names = Example();
  long_names.rows[0].key = std::string(30, 'm');
  const std::string narrow = ReportAsText(long_names, false);
  EXPECT_THAT(narrow, HasSubstr(std::string(30, 'm') + "     1,000  $50.00   $100.00"));
}

TEST(ReportText, ShowsCorrectionsWithoutRequests) {
  Report report = Example();
  report.total = Priced(0, -2 * kCent, 0, 0);
  report.rows = {{"openai/gpt-5-mini", report.total}};
  const std::string text = ReportAsText(report, false);
  EXPECT_THAT(text, HasSubstr("  spent             -$0.020000"));
  EXPECT_THAT(text, Not(HasSubstr("unpriced")));
  EXPECT_THAT(text, Not(HasSubstr("- of")));
}

TEST(ReportText, ColoursOnlyWhereAsked) {
  EXPECT_THAT(ReportAsText(Example(), true), HasSubstr("\x1b[32m"));
  EXPECT_THAT(ReportAsText(Example(), false), Not(HasSubstr("\x1b")));
}

TEST(ReportText, FitsATerminalWhateverItHolds) {
  Report report = Example();
  constexpr int64_t kMost = int64_t{9} << 58;
  report.total = Priced(kMost, kMost, kMost, -kMost);
  report.outcomes.assign(9, {std::string(20, 'o'), 1});
  report.rows.assign(30, {std::string(100, 'x') + "ü", report.total});
  report.cost_drivers.assign(5, {std::string(60, 't'), "ü", std::string(60, 'm'), report.total});
  const std::vector<std::string> lines = LinesOf(ReportAsText(report, false));
  for (const std::string& line : lines) EXPECT_LE(WidthOf(line), kReportWidth) << line;
  EXPECT_THAT(lines, ::testing::Contains("  and 10 more; --csv and --json have all"));
}

TEST(ReportText, NothingIsSaidOfNothing) {
  Report report = Example();
  report.total = {};
  EXPECT_EQ(ReportAsText(report, false),
            "2026-11-01 00:00 to 2026-11-08 00:00 UTC\n  no requests\n");
}

TEST(ReportText, UnpricedIsNotZero) {
  Report report = Example();
  SumValues values{};
  values[0] = values[2] = 3;
  report.total = {};
  ASSERT_TRUE(report.total.Add(values));
  report.rows = {{"local/m", report.total}};
  report.cost_drivers.clear();
  const std::string text = ReportAsText(report, false);
  EXPECT_THAT(text, HasSubstr("unpriced  no request has a known price\n"));
  EXPECT_THAT(text, HasSubstr("3 unpriced (100.0 %)"));
  EXPECT_THAT(text, Not(HasSubstr("$0.00 ")));
}

TEST(ReportText, ATerminalObeysNoName) {
  Report report = Example();
  report.rows[0].key = "a\x1b[2J\xc2\x9b\x7f";
  EXPECT_THAT(ReportAsText(report, false), HasSubstr("  a?[2J?? "));
}

TEST(TextTable, CutsWholeCharacters) {
  EXPECT_EQ(FitLeft("äöü", 2), "ä…");
  EXPECT_EQ(FitLeft("äöü", 1), "…");
  EXPECT_EQ(FitLeft("äöü", 4), "äöü ");
  EXPECT_EQ(FitRight("äöü", 4), " äöü");
}

TEST(FormatShare, ShowsThatSomethingIsThere) {
  EXPECT_EQ(FormatShare(1, 3), "33.3 %");
  EXPECT_EQ(FormatShare(1, 100'000), "<0.1 %");
  EXPECT_EQ(FormatShare(-1, 4), "-25.0 %");
  EXPECT_EQ(FormatShare(0, 4), "0.0 %");
  EXPECT_EQ(FormatShare(1, 0), "-");
}

}  // namespace
}  // namespace farthing::ledger
