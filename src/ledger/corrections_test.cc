#include "ledger/corrections.h"

#include <sstream>
#include <thread>

#include "ledger/correction_plan.h"
#include "ledger/focus.h"
#include "ledger/report_fixture_test.h"

namespace farthing::ledger {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view kCatalog =
    R"({"model":"openai/gpt-4o","mode":"chat","prices":[{"source":"t","rates":{"input":"2","output":"10"}}]}
{"model":"openai/gpt-4o-2024-08-06","mode":"chat","prices":[{"source":"t","rates":{"input":"2","output":"10"}}]})";

// Two models on one day, and one on the next.
constexpr std::string_view kCosts =
    "date,model,cost_usd\n"
    "2026-11-20,gpt-4o,0.0000015\n"
    "2026-11-20,o9,0.0000005\n"
    "2026-11-21,gpt-4o,0.000001\n";

class Correcting : public ReportTest {
 protected:
  Correcting() {
    Call("2026-11-20T10:00:00Z", "gpt-4o-2024-08-06", 2'000'000);
    Call("2026-11-21T10:00:00Z", "gpt-4o", 400'000);
    Call("2026-11-21T23:59:59Z", "gpt-4o", 600'000);
  }

  void Call(std::string_view time, const std::string& model, int64_t cost) {
    RequestRow row = Row(*ParseInstant(time), cost, cost + 10);
    row.provider = provider_;
    row.model = model;
    AttemptRow& attempt = row.attempts.emplace_back();
    attempt.provider = row.provider;
    attempt.model = model;
    attempt.status = 200;
    attempt.cost = row.cost;
    Take({row});
  }
  Reconciliation Hold(const ProviderStatement& statement) {
    Database reader = ledger_.Reader();
    Result<Reconciliation> found = Reconcile(statement, reader, prices_, provider_);
    CHECK(found.has_value());
    return std::move(*found);
  }
  CorrectionsToWrite PlanOf(std::string_view text) {
    const ProviderStatement statement = ReadStatement(text).value();
    return PlanCorrections(statement, Hold(statement), "november.csv").value();
  }
  // How many rows that wrote.
  size_t Correct(std::string_view text) {
    const CorrectionsToWrite plan = PlanOf(text);
    const Status written = WriteCorrections(database_, plan);
    EXPECT_TRUE(written) << written.error().message;
    return plan.more.size();
  }
  std::vector<std::string> Drifting(std::string_view text) {
    std::vector<std::string> models;
    for (const Drift& drift : Hold(ReadStatement(text).value()).drifts) {
      if (drift.cause != DriftCause::kNone) models.push_back(drift.model);
    }
    return models;
  }
  Report OfDays(std::string_view from, std::string_view to, ReportBy by = ReportBy::kModel) {
    return Ask(*ParseInstant(from), *ParseInstant(to), by);
  }

  const std::string provider_ = "openai";
  const model::Catalog catalog_ = model::Catalog::Parse(kCatalog).value();
  const model::PriceBook prices_{catalog_};
  Database database_ = std::move(*Database::Open(path(), Database::Mode::kReadWrite));
};

TEST_F(Correcting, MakesReportsEqualTheStatement) {
  EXPECT_EQ(Correct(kCosts), 2U);
  const Report first = OfDays("2026-11-20", "2026-11-21");
  EXPECT_EQ(static_cast<int64_t>(first.total.actual()), 2'000'000);
  EXPECT_EQ(static_cast<int64_t>(first.total.requests()), 1);
  ASSERT_THAT(first.rows, SizeIs(3));
  EXPECT_EQ(first.rows[1].key, "openai/o9");
  EXPECT_EQ(static_cast<int64_t>(first.rows[1].sums.actual()), 500'000);
  EXPECT_EQ(first.rows[2].key, "openai/gpt-4o");
  EXPECT_EQ(static_cast<int64_t>(first.rows[2].sums.actual()), -500'000);
  EXPECT_EQ(Spent(*ParseInstant("2026-11-21"), *ParseInstant("2026-11-22")), 1'000'000);
}

// The first moment of the day is read from the row itself, the whole hour from its sum.
TEST_F(Correcting, CountsAsNoRequestInHoursAndInPartsOfOne) {
  Correct(kCosts);
  for (const std::string_view until : {"2026-11-20T00:01:00Z", "2026-11-20T01:00:00Z"}) {
    const Report report = OfDays("2026-11-20", until, ReportBy::kTag);
    EXPECT_EQ(static_cast<int64_t>(report.total.requests()), 0);
    EXPECT_EQ(static_cast<int64_t>(report.total.unpriced()), 0);
    EXPECT_EQ(static_cast<int64_t>(report.total.failed()), 0);
    EXPECT_THAT(report.outcomes, IsEmpty());
    ASSERT_THAT(report.rows, SizeIs(1));
    EXPECT_EQ(report.rows[0].key, "statement=november.csv");
  }
}

TEST_F(Correcting, FindsNothingToCorrectTheSecondTime) {
  EXPECT_THAT(Drifting(kCosts), ElementsAre("openai/gpt-4o", "openai/o9"));
  Correct(kCosts);
  EXPECT_THAT(Drifting(kCosts), IsEmpty());
  EXPECT_EQ(Correct(kCosts), 0U);
  const Reconciliation again = Hold(ReadStatement(kCosts).value());
  EXPECT_EQ(again.drifts[0].corrected, -500'000);
  EXPECT_EQ(again.drifts[0].kept[Figure::kRequests], 1);
}

// A later statement replaces an earlier one; so does one without models.
TEST_F(Correcting, CorrectsWhatWasCorrected) {
  Correct(kCosts);
  EXPECT_EQ(Correct("date,model,cost_usd\n2026-11-20,gpt-4o,0.000007\n"), 2U);  // o9 is gone
  EXPECT_EQ(Spent(*ParseInstant("2026-11-20"), *ParseInstant("2026-11-21")), 7'000'000);
  EXPECT_EQ(Correct("date,cost_usd\n2026-11-20,0.000001\n"), 1U);
  EXPECT_EQ(Spent(*ParseInstant("2026-11-20"), *ParseInstant("2026-11-21")), 1'000'000);
  EXPECT_EQ(Correct("date,cost_usd\n2026-11-20,0.000001\n"), 0U);
}

TEST_F(Correcting, LeavesRoundingAlone) {
  EXPECT_EQ(Correct("date,model,cost_usd\n2026-11-20,gpt-4o,0.0000020000019\n"), 0U);
}

TEST_F(Correcting, LeavesTokensAsTheyWereCounted) {
  const std::string_view usage = "date,model,requests,cost_usd\n2026-11-20,gpt-4o,3,0.000004\n";
  Correct(usage);
  const Reconciliation again = Hold(ReadStatement(usage).value());
  ASSERT_THAT(again.drifts, SizeIs(1));
  EXPECT_EQ(again.drifts[0].Difference(Figure::kPicodollars), 0);
  EXPECT_EQ(again.drifts[0].Difference(Figure::kRequests), 2);
  EXPECT_EQ(Correct(usage), 0U);
}

TEST_F(Correcting, IsInTheExport) {
  Correct(kCosts);
  std::ostringstream out;
  Database reader = ledger_.Reader();
  const Days day{DayOf(*ParseInstant("2026-11-20")), DayOf(*ParseInstant("2026-11-21"))};
  ASSERT_TRUE(ExportFocus(reader, prices_, day, out));
  EXPECT_THAT(out.str(), HasSubstr("difference to the provider's statement"));
  EXPECT_THAT(out.str(), HasSubstr(",-0.0000005,"));
  EXPECT_THAT(out.str(), HasSubstr("openai/o9"));
}

TEST_F(Correcting, RefusesWhenSomebodyElseHasCorrected) {
  const CorrectionsToWrite plan = PlanOf(kCosts);
  ASSERT_TRUE(WriteCorrections(database_, plan));
  const Status twice = WriteCorrections(database_, plan);
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().code, ErrorCode::kInvalidRequest);
  EXPECT_THAT(twice.error().message, HasSubstr("reconcile again"));
  EXPECT_THAT(Drifting(kCosts), IsEmpty());
}

TEST_F(Correcting, RefusesWhatItCannotCorrectBy) {
  const auto refusal = [&](std::string_view text, std::string_view provider) {
    const ProviderStatement statement = ReadStatement(text).value();
    Database reader = ledger_.Reader();
    const auto found = Reconcile(statement, reader, prices_, provider);
    const auto plan = PlanCorrections(statement, *found, "x");
    return plan ? std::string() : plan.error().message;
  };
  EXPECT_THAT(refusal("date,requests\n2026-11-20,1\n", "openai"), HasSubstr("no dollars"));
  EXPECT_THAT(refusal("date,cost_usd\n2026-11-20,1\n", ""), HasSubstr("--provider"));
  EXPECT_THAT(refusal(R"({"data":[{"start_time":1795132800,"results":[
      {"amount":{"value":1,"currency":"usd"}}]}],"has_more":true})",
                      ""),
              HasSubstr("one page of several"));
}

// The gateway's store knows its names by heart; a second writer adds others beside it.
TEST_F(Correcting, ASecondWriterDoesNotDisturbTheGateways) {
  constexpr int kGroups = 40;
  std::thread gateway([this] {
    for (int i = 0; i < kGroups; ++i) {
      Call("2026-11-21T12:00:00Z", "model-" + std::to_string(i), 1);
      Call("2026-11-21T12:00:00Z", "gpt-4o", 1);
    }
  });
  for (int i = 1; i <= kGroups; ++i) {
    const std::string cost = std::to_string(i);
    EXPECT_EQ(Correct("date,model,cost_usd\n2026-11-20,by-hand-" + cost + "," + cost + "\n"), 2U);
  }
  gateway.join();
  const Report day = OfDays("2026-11-21", "2026-11-22");
  EXPECT_EQ(static_cast<int64_t>(day.total.actual()), 1'000'000 + 2 * kGroups);
  EXPECT_THAT(day.rows, SizeIs(kGroups + 1));
  EXPECT_EQ(Spent(*ParseInstant("2026-11-20"), *ParseInstant("2026-11-21")),
            int64_t{kGroups} * 1'000'000'000'000);
  auto orphans = database_.Prepare(
      "SELECT count(*) FROM attempts a LEFT JOIN requests r ON r.id = a.request "
      "AND r.model = a.model WHERE r.id IS NULL");
  ASSERT_TRUE(orphans && orphans->Step());
  EXPECT_EQ(orphans->Integer(0), 0);
}

// What only a file has.
class SqliteCorrecting : public Correcting {};

TEST_F(SqliteCorrecting, WritesNothingWhereTheLedgerIsLocked) {
  const CorrectionsToWrite plan = PlanOf(kCosts);
  Database gateway = std::move(*Database::Open(path(), Database::Mode::kReadWrite));
  ASSERT_TRUE(gateway.Execute("BEGIN IMMEDIATE"));
  ASSERT_TRUE(database_.Execute("PRAGMA busy_timeout = 0"));
  EXPECT_FALSE(WriteCorrections(database_, plan));
  ASSERT_TRUE(gateway.Execute("COMMIT"));
  EXPECT_TRUE(WriteCorrections(database_, plan));
}

}  // namespace
}  // namespace farthing::ledger
