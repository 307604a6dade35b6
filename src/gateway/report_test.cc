#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "gateway/test_rig.h"
#include "json/document.h"

// What requests cost, as the metrics, the live view and the report tell it.
namespace farthing::gateway::test {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kChat = "/v1/chat/completions";
constexpr std::string_view kAdmin = "authorization: Bearer admin-secret\r\n";

// An answer is 7 tokens in and 2 out: 11 microdollars by the model "dear", 0 by "free"; nobody
// knows what "odd" costs.
class ReportTest : public testing::Test {
 protected:
  std::string Yaml(std::string_view more = {}) const {
    return "providers:\n" + provider_.Line("p", "models: [dear, free, odd]") +
           "models:\n"
           "  p/dear: { price: { input: 1, output: 2 } }\n"
           "  p/free: { price: { input: 0, output: 0 } }\n" +
           std::string(more);
  }
  // Asks for the model and has the provider say that.
  test::Answer Ask(std::string_view model, std::string_view answer = kOpenAIAnswer) {
    Peer caller = gateway_.Connect();
    caller.Send(HttpRequest("POST", kChat, ChatBody(model)));
    ProviderCall call = provider_.Take();
    call.Answer(200, answer, "connection: close\r\n");
    return caller.ReadAnswer();
  }
  std::string Metrics() { return gateway_.Get("/metrics").body; }
  test::Answer Report(std::string_view query = {}, std::string_view headers = {}) {
    return gateway_.Get("/admin/v1/report" + std::string(query),
                        std::string(kAdmin) + std::string(headers));
  }

  ScriptedProvider provider_;
  TestGateway gateway_{Yaml("tiers: { 1: [p/free] }\nbaseline: p/dear\n")};
};

TEST_F(ReportTest, MetricsTellMoneyByTheModelThatServed) {
  Ask("p/dear");
  Ask("p/dear");
  Ask("p/free");
  const std::string metrics = Metrics();
  EXPECT_THAT(metrics,
              AllOf(HasSubstr("farthing_cost_usd_total{provider=\"p\",model=\"dear\"} 0.000022\n"),
                    HasSubstr("farthing_cost_usd_total{provider=\"p\",model=\"free\"} 0\n"),
                    HasSubstr("farthing_baseline_usd_total{provider=\"p\",model=\"dear\"} "
                              "0.000022\n"),
                    HasSubstr("farthing_saved_usd{step=\"route\"} 0\n"),
                    HasSubstr("farthing_saved_usd{step=\"prompt_cache\"} 0\n")));
  EXPECT_THAT(metrics, Not(HasSubstr("farthing_cost_usd_total{provider=\"none\"")));
}

TEST_F(ReportTest, WhatACheaperModelSavesIsTheRoutes) {
  Ask("tier1");
  EXPECT_THAT(Metrics(),
              AllOf(HasSubstr("farthing_cost_usd_total{provider=\"p\",model=\"free\"} 0\n"),
                    HasSubstr("farthing_baseline_usd_total{provider=\"p\",model=\"free\"} "
                              "0.000011\n"),
                    HasSubstr("farthing_saved_usd{step=\"route\"} 0.000011\n")));
}

TEST_F(ReportTest, UnpricedAndEstimatedRequestsAreCountedAsSuch) {
  Ask("p/odd");
  Ask("p/dear", R"({"id":"c1","object":"chat.completion","choices":[{"index":0,"message":)"
                R"({"role":"assistant","content":"hello"},"finish_reason":"stop"}]})");
  EXPECT_EQ(gateway_.Metric("farthing_unpriced_requests_total", "model=\"odd\""), 1);
  EXPECT_EQ(gateway_.Metric("farthing_unpriced_requests_total", "model=\"dear\""), 0);
  EXPECT_EQ(gateway_.Metric("farthing_estimated_requests_total", "model=\"dear\""), 1);
  EXPECT_EQ(gateway_.Metric("farthing_estimated_requests_total", "model=\"odd\""), 0);
  EXPECT_THAT(Metrics(), HasSubstr("farthing_cost_usd_total{provider=\"p\",model=\"odd\"} 0\n"));
}

TEST_F(ReportTest, WhatNoModelWasAskedForIsNoMoney) {
  gateway_.Get("/v1/models");
  gateway_.Get("/admin/v1/live", kAdmin);
  EXPECT_EQ(gateway_.Post(kChat, ChatBody("nobody/dear")).status, 404);
  EXPECT_THAT(Metrics(), Not(HasSubstr("farthing_unpriced_requests_total{")));
}

TEST_F(ReportTest, MetricsFollowTheLedger) {
  EXPECT_EQ(gateway_.Metric("farthing_ledger_up"), 1);
  Ask("p/dear");
  EXPECT_TRUE(gateway_.MetricBecomes("farthing_ledger_rows_total", "", 1));
  EXPECT_EQ(gateway_.Metric("farthing_ledger_waiting_rows"), 0);
}

TEST_F(ReportTest, TheLiveViewHasTheSameMoney) {
  Ask("tier1");
  const auto live = json::Document::Parse(gateway_.Get("/admin/v1/live", kAdmin).body);
  ASSERT_TRUE(live.has_value());
  EXPECT_EQ(live->root().Find("saved").Find("route").integer(), 11'000'000);
  EXPECT_EQ(live->root().Find("ledger").Find("up").boolean(), true);
  for (const json::Value model : live->root().Find("models")) {
    if (model.Find("model").string() != "free") continue;
    EXPECT_EQ(model.Find("baseline_picodollars").integer(), 11'000'000);
    EXPECT_EQ(model.Find("actual_picodollars").integer(), 0);
  }
}

TEST_F(ReportTest, TheReportIsThatOfTheCommand) {
  Ask("p/dear");
  Ask("p/odd");
  ASSERT_TRUE(gateway_.MetricBecomes("farthing_ledger_rows_total", "", 2));
  const test::Answer answer = Report("?since=24h&by=provider");
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.head, HasSubstr("\r\ncontent-type: application/json\r\n"));
  const auto report = json::Document::Parse(answer.body);
  ASSERT_TRUE(report.has_value());
  const json::Value root = report->root();
  EXPECT_EQ(root.Find("by").string(), "provider");
  EXPECT_EQ(root.Find("requests").integer(), 2);
  EXPECT_EQ(root.Find("unpriced_requests").integer(), 1);
  EXPECT_EQ(root.Find("actual_picodollars").integer(), 11'000'000);
  ASSERT_EQ(root.Find("rows").size(), 1U);
  EXPECT_EQ((*root.Find("rows").begin()).Find("key").string(), "p");
}

TEST_F(ReportTest, TheReportIsCsvForWhoAcceptsThat) {
  const test::Answer answer = Report("", "accept: text/csv\r\n");
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.head, HasSubstr("\r\ncontent-type: text/csv; charset=utf-8\r\n"));
  EXPECT_TRUE(answer.body.starts_with("model,")) << answer.body;
}

TEST_F(ReportTest, AYoungGatewayHasAnEmptyReport) {
  std::filesystem::remove(gateway_.folder() + "/data/ledger.db");
  const test::Answer answer = Report();
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.body, AllOf(HasSubstr("\"requests\":0,"), HasSubstr("\"rows\":[]")));
}

TEST_F(ReportTest, AReportThatCannotBeReadSaysWhy) {
  const std::string file = gateway_.folder() + "/data/ledger.db";
  std::filesystem::remove(file);
  std::filesystem::create_directory(file);
  const test::Answer answer = Report();
  EXPECT_EQ(answer.status, 500);
  EXPECT_THAT(answer.body, HasSubstr("ledger.db"));
}

// Those that are asked for while the gateway stops are answered or cut, and no other thread touches
// what has gone with them.
TEST_F(ReportTest, CallersMayHangUpAndTheGatewayMayStopMeanwhile) {
  std::vector<Peer> callers;
  for (int i = 0; i < 12; ++i) {
    Peer& caller = callers.emplace_back(gateway_.Connect());
    caller.Send(HttpRequest("GET", "/admin/v1/report", {}, kAdmin));
    if (i % 3 == 0) caller.Reset();
  }
  gateway_->Stop();
  for (size_t i = 0; i < callers.size(); ++i) {
    if (i % 3 != 0) EXPECT_THAT(callers[i].ReadAnswer().status, AnyOf(200, 0));
  }
}

TEST_F(ReportTest, AWrongQuestionIsTheCallersFault) {
  const test::Answer answer = Report("?by=colour");
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, AllOf(HasSubstr("model, route, tenant"), HasSubstr("\"param\":\"by\"")));
  EXPECT_EQ(Report("?sine=7d").status, 400);
}

TEST_F(ReportTest, TheReportNeedsTheAdminToken) {
  EXPECT_EQ(gateway_.Get("/admin/v1/report").status, 401);
  EXPECT_EQ(gateway_.Get("/admin/v1/report", "authorization: Bearer guess\r\n").status, 401);
}

}  // namespace
}  // namespace farthing::gateway::test
