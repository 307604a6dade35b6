#include "observe/prometheus_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace farthing::observe {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

std::unique_ptr<Metrics> BusyMetrics() {
  MetricsOptions options;
  options.version = "0.1";
  options.operations = {"chat"};
  options.dialects = {"openai"};
  options.steps = {"route", "batch"};
  auto metrics = std::make_unique<Metrics>(options);
  WorkerMetrics& worker = metrics->AddWorker();
  TargetMetrics& target = worker.ForTarget(metrics->Target("local", "a \"b\"\\c\nd"));
  RequestSample sample;
  sample.first_token = milliseconds(3);
  sample.gateway_time = Duration(40'000);
  sample.tokens = {1, 2, 3, 4, 5};
  for (const int ms : {1, 2, 3, 1000, 2'000'000}) {
    sample.duration = milliseconds(ms);
    target.RecordRequest(sample);
  }
  target.RecordMoney({.estimated = true,
                      .cost = Money::Picodollars(1'234'567'000'000'000'001),
                      .baseline = Money::Picodollars(1'500'000'000'000'000'000)});
  worker.RecordSaved(0, Money::Picodollars(-1'753'500));
  metrics->SetLedger({.up = true, .rows = 5, .waiting_rows = 1});
  target.RecordAttempt(AttemptOutcome::kOk);
  target.RecordRetry();
  target.RecordFallback();
  worker.ForPool("local").idle.Set(3);
  metrics->SetBreaker("local", 0, BreakerState::kClosed);
  return metrics;
}

std::string Render(const Metrics& metrics) {
  return RenderPrometheus(metrics.Collect(), ProcessStats{.cpu_seconds = 1.5, .open_fds = 7});
}

TEST(PrometheusText, WritesCountersWithEscapedLabels) {
  const std::string text = Render(*BusyMetrics());
  EXPECT_THAT(text, HasSubstr("# TYPE farthing_requests_total counter\n"
                              "farthing_requests_total{operation=\"chat\",dialect=\"openai\","
                              "provider=\"local\",model=\"a \\\"b\\\"\\\\c\\nd\","
                              "status=\"200\"} 5\n"));
  EXPECT_THAT(text, HasSubstr("farthing_client_connections 0\n"));
  EXPECT_THAT(text, HasSubstr("farthing_build_info{version=\"0.1\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("process_cpu_seconds_total 1.5\n"));
  EXPECT_THAT(text, HasSubstr("process_open_fds 7\n"));
}

// Every picodollar of a million dollars, which no double holds.
TEST(PrometheusText, WritesMoneyAsExactDollars) {
  const std::string text = Render(*BusyMetrics());
  const std::string labels = "{provider=\"local\",model=\"a \\\"b\\\"\\\\c\\nd\"} ";
  EXPECT_THAT(text, HasSubstr("# TYPE farthing_cost_usd_total counter\n"
                              "farthing_cost_usd_total" +
                              labels + "1234567.000000000001\n"));
  EXPECT_THAT(text, HasSubstr("farthing_baseline_usd_total" + labels + "1500000\n"));
  EXPECT_THAT(text, HasSubstr("# TYPE farthing_saved_usd gauge\n"
                              "farthing_saved_usd{step=\"batch\"} 0\n"
                              "farthing_saved_usd{step=\"route\"} -0.0000017535\n"));
  EXPECT_THAT(text, HasSubstr("farthing_unpriced_requests_total" + labels + "0\n"));
  EXPECT_THAT(text, HasSubstr("farthing_estimated_requests_total" + labels + "1\n"));
}

TEST(PrometheusText, TheDocumentationPageHasEveryFamily) {
  constexpr std::string_view kTypes[] = {"counter", "gauge", "histogram"};
  std::ostringstream page;
  page << std::ifstream("docs/metrics.md").rdbuf();
  for (size_t i = 0; i < kFamilyCount; ++i) {
    const FamilyInfo& info = InfoOf(static_cast<Family>(i));
    std::string labels;
    for (const std::string_view label : info.labels) {
      labels.append(labels.empty() ? "`" : ", `").append(label).append("`");
    }
    std::ostringstream row;
    row << "\n| `" << info.name << "` | " << kTypes[static_cast<size_t>(info.type)] << " | "
        << labels << " | " << info.help << " |\n";
    EXPECT_THAT(page.str(), HasSubstr(row.str()));
  }
}

TEST(PrometheusText, BucketsAreCumulativeAndIncludeTheirBound) {
  const std::string text = Render(*BusyMetrics());
  const std::string series =
      "farthing_request_duration_seconds_bucket{operation=\"chat\",provider=\"local\","
      "model=\"a \\\"b\\\"\\\\c\\nd\",le=";
  EXPECT_THAT(text, HasSubstr(series + "\"6.25e-05\"} 0\n"));
  EXPECT_THAT(text, HasSubstr(series + "\"0.001\"} 1\n"));
  EXPECT_THAT(text, HasSubstr(series + "\"0.002\"} 2\n"));
  EXPECT_THAT(text, HasSubstr(series + "\"0.004\"} 3\n"));
  EXPECT_THAT(text, HasSubstr(series + "\"1.024\"} 4\n"));
  EXPECT_THAT(text, HasSubstr(series + "\"524.288\"} 4\n"));
  EXPECT_THAT(text, HasSubstr(series + "\"+Inf\"} 5\n"));
}

// What promtool's linter and Prometheus' own parser would refuse.
TEST(PrometheusText, KeepsTheFormatsRules) {
  const std::regex head("# (HELP|TYPE) ([a-z_]+) (.+)");
  const std::regex line(
      "([a-z_]+)(\\{([a-z]+=\"([^\"\\\\]|\\\\[\\\\n\"])*\",?)+\\})? "
      "(-?[0-9.e+-]+)");
  std::istringstream text(Render(*BusyMetrics()));
  std::set<std::string> declared, series;
  std::string current, type;
  std::smatch match;
  for (std::string row; std::getline(text, row);) {
    if (std::regex_match(row, match, head)) {
      if (match[1] == "HELP") {
        current = match[2];
        EXPECT_TRUE(declared.insert(current).second) << current << " is declared twice";
      } else {
        EXPECT_EQ(match[2], current);
        type = match[3];
        EXPECT_EQ(current.ends_with("_total"), type == "counter") << current;
      }
      continue;
    }
    ASSERT_TRUE(std::regex_match(row, match, line)) << row;
    EXPECT_TRUE(std::isfinite(std::stod(match[5]))) << row;
    EXPECT_TRUE(series.insert(row.substr(0, row.rfind(' '))).second) << row << " is there twice";
    std::string name = match[1];
    if (type == "histogram") {
      name = std::regex_replace(name, std::regex("_(bucket|sum|count)$"), "");
    }
    EXPECT_EQ(name, current);
  }
  EXPECT_EQ(declared.size(), kFamilyCount + 6);
}

TEST(PrometheusText, CountEqualsTheInfiniteBucketAndBucketsNeverFall) {
  std::istringstream text(Render(*BusyMetrics()));
  double last = 0;
  int histograms = 0;
  for (std::string row; std::getline(text, row);) {
    const double value = row.starts_with('#') ? 0 : std::stod(row.substr(row.rfind(' ')));
    if (row.find("_bucket{") != std::string::npos) {
      EXPECT_GE(value, last) << row;
      last = value;
    } else if (row.find("seconds_count") != std::string::npos) {
      EXPECT_EQ(value, last) << row;
      last = 0;
      ++histograms;
    }
  }
  EXPECT_EQ(histograms, 3);
}

TEST(ProcessStats, ReadsTheKernelsFiles) {
  const std::filesystem::path dir =
      std::filesystem::path(testing::TempDir()) / "observe_process_stats";
  std::filesystem::create_directories(dir / "self/fd");
  std::ofstream(dir / "stat") << "cpu  1 2 3\nbtime 1700000000\n";
  std::ofstream(dir / "self/limits")
      << "Limit   Soft  Hard  Units\nMax open files            4096       8192   files\n";
  std::ofstream(dir / "self/stat")
      << "42 (odd ) name) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20 0 9 0 1000 8192000 250 0\n";
  for (const char* fd : {"0", "1", "2"}) std::ofstream(dir / "self/fd" / fd) << "";

  const ProcessStats stats = ReadProcessStats(dir.string());
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  EXPECT_DOUBLE_EQ(stats.cpu_seconds, 200 / ticks);
  EXPECT_DOUBLE_EQ(stats.start_time_seconds, 1'700'000'000 + 1000 / ticks);
  EXPECT_EQ(stats.virtual_bytes, 8'192'000U);
  EXPECT_EQ(stats.resident_bytes, 250U * static_cast<uint64_t>(sysconf(_SC_PAGESIZE)));
  EXPECT_EQ(stats.open_fds, 3U);
  EXPECT_EQ(stats.max_fds, 4096U);
  std::filesystem::remove_all(dir);
}

TEST(ProcessStats, KnowsThisProcess) {
  const ProcessStats stats = ReadProcessStats();
  EXPECT_GT(stats.resident_bytes, 1'000'000U);
  EXPECT_GT(stats.open_fds, 2U);
  EXPECT_GT(stats.start_time_seconds, 1.6e9);
}

TEST(ProcessStats, WhatCannotBeReadIsZero) {
  const ProcessStats stats = ReadProcessStats("/nowhere");
  EXPECT_EQ(stats.cpu_seconds, 0);
  EXPECT_EQ(stats.open_fds, 0U);
}

}  // namespace
}  // namespace farthing::observe
