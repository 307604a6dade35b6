#include "ledger/reconcile.h"

#include <gmock/gmock.h>

#include "ledger/filled_ledger_test.h"

namespace farthing::ledger {
namespace {

using ::testing::SizeIs;

constexpr std::string_view kLines =
    R"({"model":"openai/gpt-4o","mode":"chat","prices":[{"source":"t","rates":{"input":"2","output":"10"}}]}
{"model":"openai/gpt-4o-2024-08-06","mode":"chat","prices":[{"source":"t","rates":{"input":"2","output":"10"}}]})";

class Reconciling : public ::testing::Test {
 protected:
  std::vector<Drift> Run(std::string_view text, std::string_view provider = "openai") {
    const model::Catalog catalog = model::Catalog::Parse(kLines).value();
    const model::PriceBook prices(catalog);
    const Result<ProviderStatement> statement = ReadStatement(text);
    EXPECT_TRUE(statement) << statement.error().message;
    Database database = ledger_.Reader();
    Result<Reconciliation> found = Reconcile(*statement, database, prices, provider);
    EXPECT_TRUE(found) << found.error().message;
    return found ? found->drifts : std::vector<Drift>();
  }

  // The cause of the one drift there is.
  std::string CauseOf(std::string_view row) {
    const auto drifts = Run(std::string(kHeader) + std::string(row) + "\n");
    EXPECT_THAT(drifts, SizeIs(1));
    return drifts.empty() ? "" : std::string(NameOf(drifts[0].cause));
  }

  static constexpr std::string_view kHeader =
      "date,model,requests,input_tokens,cached_tokens,cache_write_tokens,output_tokens,cost_usd\n";
  static inline const TestCall kCall{.provider = "openai",
                                     .model = "gpt-4o",
                                     .fresh = 100,
                                     .cache_read = 50,
                                     .cache_write = 10,
                                     .output = 20,
                                     .cost = 1'000'000};
  FilledLedger ledger_;
};

TEST_F(Reconciling, FindsNoDriftWhereBothSidesAgree) {
  ledger_.Take({kCall, kCall});
  EXPECT_EQ(CauseOf("2026-11-20,gpt-4o,2,320,100,20,40,0.000002"), "");
  EXPECT_EQ(CauseOf("2026-11-20,gpt-4o,2,320,,,,"), "");
}

TEST_F(Reconciling, TakesTheNamesOfAModelForOne) {
  TestCall snapshot = kCall;
  snapshot.model = "gpt-4o-2024-08-06";
  ledger_.Take({kCall, snapshot});
  const auto drifts = Run("date,model,requests\n2026-11-20,gpt-4o-2024-08-06,3\n");
  ASSERT_THAT(drifts, SizeIs(1));
  EXPECT_EQ(drifts[0].model, "openai/gpt-4o");
  EXPECT_EQ(drifts[0].kept[Figure::kRequests], 2);
  EXPECT_EQ(drifts[0].Difference(Figure::kRequests), 1);
  EXPECT_EQ(drifts[0].Difference(Figure::kInput), std::nullopt);
}

TEST_F(Reconciling, ShowsWhatOnlyOneSideHas) {
  TestCall next_day = kCall;
  next_day.time = "2026-11-21T00:00:00Z";
  TestCall later = kCall;
  later.time = "2026-11-22T00:00:00Z";
  TestCall other = kCall;
  other.provider = "anthropic";
  TestCall failed = {
      .time = "2026-11-21T01:00:00Z", .provider = "openai", .model = "gpt-4o", .status = 500};
  ledger_.Take({next_day, later, other, failed});
  const auto drifts = Run("date,model,requests\n2026-11-20,gpt-4o,5\n2026-11-21,gpt-5,1\n");
  ASSERT_THAT(drifts, SizeIs(3));
  EXPECT_EQ(drifts[0].cause, DriftCause::kNotThroughUs);
  EXPECT_EQ(drifts[1].model, "openai/gpt-4o");
  EXPECT_EQ(drifts[1].cause, DriftCause::kNotInStatement);
  EXPECT_EQ(drifts[1].Difference(Figure::kRequests), -1);
  EXPECT_EQ(drifts[2].model, "openai/gpt-5");
  EXPECT_EQ(drifts[2].cause, DriftCause::kNotThroughUs);
}

TEST_F(Reconciling, NamesTheLikelyCause) {
  ledger_.Take({kCall});
  EXPECT_EQ(CauseOf("2026-11-20,gpt-4o,2,160,50,10,20,"), "not through the gateway");
  EXPECT_EQ(CauseOf("2026-11-20,gpt-4o,0,160,50,10,20,"), "not in the file");
  EXPECT_EQ(CauseOf("2026-11-20,gpt-4o,1,170,50,20,20,"), "cache writes");
  EXPECT_EQ(CauseOf("2026-11-20,gpt-4o,,170,50,10,20,"), "not through the gateway");
  EXPECT_EQ(CauseOf("2026-11-20,gpt-4o,1,160,50,10,20,0.000002"), "price change");
  EXPECT_EQ(CauseOf("2026-11-20,gpt-4o,1,160,50,10,20,0.0000010000009"), "");
  EXPECT_EQ(CauseOf("2026-11-20,gpt-4o,,,,,,0.000002"), "not through the gateway");
  EXPECT_EQ(CauseOf("2026-11-20,gpt-4o,,,,,,0.0000005"), "price change");
}

TEST_F(Reconciling, NamesEstimatedUnpricedAndOtherTiers) {
  TestCall call = kCall;
  call.estimated = true;
  ledger_.Take({call});
  EXPECT_EQ(CauseOf("2026-11-20,gpt-4o,1,160,50,10,21,0.000002"), "estimated rows");
  call.estimated = false;
  call.service_tier = "batch";
  call.time = "2026-11-21T00:00:00Z";
  ledger_.Take({call});
  EXPECT_EQ(CauseOf("2026-11-21,gpt-4o,1,160,50,10,20,0.0000005"), "service tier");
  call.exactness = model::Exactness::kUnpriced;
  call.time = "2026-11-22T00:00:00Z";
  call.cost = 0;
  ledger_.Take({call});
  EXPECT_EQ(CauseOf("2026-11-22,gpt-4o,1,160,50,10,20,0.0000005"), "unpriced rows");
}

TEST_F(Reconciling, HoldsAStatementWithoutModelsAgainstAllOfThem) {
  TestCall other = kCall;
  other.model = "gpt-5";
  ledger_.Take({kCall, other});
  const auto drifts = Run("date,cost_usd\n2026-11-20,0.000002\n");
  ASSERT_THAT(drifts, SizeIs(1));
  EXPECT_EQ(drifts[0].model, "");
  EXPECT_EQ(drifts[0].cause, DriftCause::kNone);
}

TEST_F(Reconciling, KnowsAProviderThatTheConfigurationCallsOtherwise) {
  TestCall call = kCall;
  call.provider = "openai-eu";
  ledger_.Take({call, kCall});
  const auto drifts = Run(R"({"data":[{"start_time":1795132800,"results":[{"model":"gpt-4o",
      "input_tokens":160,"output_tokens":20,"num_model_requests":1}]}]})",
                          "openai-eu");
  ASSERT_THAT(drifts, SizeIs(1));
  EXPECT_EQ(drifts[0].model, "openai/gpt-4o");
  EXPECT_EQ(drifts[0].cause, DriftCause::kNone);
}

TEST_F(Reconciling, RefusesAStatementOfNothing) {
  Database database = ledger_.Reader();
  const model::Catalog catalog;
  EXPECT_FALSE(Reconcile(ProviderStatement(), database, model::PriceBook(catalog)));
}

TEST_F(Reconciling, RefusesDaysWhoseAttemptsAreGone) {
  ledger_.Take({kCall});
  ledger_.RollUp("2026-11-21");
  Database database = ledger_.Reader();
  const model::Catalog catalog;
  const model::PriceBook prices(catalog);
  const auto statement = ReadStatement("date,requests\n2026-11-20,1\n").value();
  const auto found = Reconcile(statement, database, prices);
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().message, ::testing::HasSubstr("kept since 2026-11-21"));
}

}  // namespace
}  // namespace farthing::ledger
