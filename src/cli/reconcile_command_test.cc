#include "cli/reconcile_command.h"

#include <gmock/gmock.h>

#include <sstream>

#include "ledger/filled_ledger_test.h"

namespace farthing::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view kUsage = R"({"object":"page","data":[{"object":"bucket",
  "start_time":1795132800,"end_time":1795219200,"results":[
  {"object":"organization.usage.completions.result","model":"gpt-4o-mini-2024-07-18",
   "input_tokens":2000,"input_cached_tokens":0,"output_tokens":10,"num_model_requests":2}]}],
  "has_more":true})";

class ReconcileCommand : public ::testing::Test {
 protected:
  ReconcileCommand() {
    ledger_.Take({ledger::TestCall{.provider = "openai",
                                   .model = "gpt-4o-mini",
                                   .fresh = 1000,
                                   .output = 10,
                                   .cost = 156'000'000}});
  }
  int Call(std::string_view in,
           std::initializer_list<std::pair<std::string_view, std::string>> words = {}) {
    Arguments arguments;
    arguments.Set("--data-dir", ledger_.folder());
    arguments.Set("FILE", "-");
    for (const auto& [name, value] : words) arguments.Set(name, value);
    std::istringstream input{std::string(in)};
    out_.str("");
    err_.str("");
    return ReconcileFrom(input, environment_, arguments, {out_, err_});
  }

  const config::SystemEnvironment environment_;
  ledger::FilledLedger ledger_;
  std::ostringstream out_, err_;
};

TEST_F(ReconcileCommand, ShowsDriftAndItsCauseAndIsFineWithIt) {
  EXPECT_EQ(Call(kUsage), kFine);
  EXPECT_THAT(out_.str(), AllOf(StartsWith("2026-11-20 to 2026-11-20: 1 of 1 rows differ"),
                                HasSubstr("2026-11-20  openai/gpt-4o-mini"), HasSubstr("2 (+1)"),
                                HasSubstr("2,000 (+1,000)"), HasSubstr("50.00 %"),
                                HasSubstr("not through the gateway")));
  EXPECT_THAT(err_.str(), HasSubstr("one page of several"));
}

TEST_F(ReconcileCommand, SaysWhereBothAgree) {
  EXPECT_EQ(Call("date,model,output_tokens,cost_usd\n2026-11-20,gpt-4o-mini,10,0.000156\n"), kFine);
  EXPECT_THAT(out_.str(), HasSubstr("the file and the ledger agree"));
  EXPECT_EQ(err_.str(), "");
}

TEST_F(ReconcileCommand, PrintsJsonAndCsv) {
  EXPECT_EQ(Call(kUsage, {{"--json", ""}}), kFine);
  EXPECT_EQ(
      out_.str(),
      R"({"from":"2026-11-20","until":"2026-11-21","rows":[{"date":"2026-11-20",)"
      R"("model":"openai/gpt-4o-mini","cause":"not through the gateway",)"
      R"("corrected_picodollars":0,"requests":{"file":2,"ledger":1,"difference":1,"percent":50.00},)"
      R"("input_tokens":{"file":2000,"ledger":1000,"difference":1000,"percent":50.00},)"
      R"("cached_tokens":{"file":0,"ledger":0,"difference":0,"percent":null},)"
      R"("output_tokens":{"file":10,"ledger":10,"difference":0,"percent":0.00}}],"corrections":[]})"
      "\n");
  EXPECT_EQ(Call(kUsage, {{"--csv", ""}}), kFine);
  EXPECT_THAT(out_.str(),
              AllOf(StartsWith("date,model,requests_file,requests_ledger,requests_difference,"),
                    HasSubstr("\n2026-11-20,openai/gpt-4o-mini,2,1,1,50.00,2000,1000,")));
  EXPECT_EQ(Call(kUsage, {{"--csv", ""}, {"--json", ""}}), kWrongUsage);
}

constexpr std::string_view kCosts = R"({"data":[{"start_time":1795132800,"results":[
  {"amount":{"value":0.00016,"currency":"usd"},"line_item":"gpt-4o-mini, input"}]}]})";

TEST_F(ReconcileCommand, CorrectsTheLedgerOnceAndOnRequest) {
  EXPECT_EQ(Call(kCosts), kFine);
  EXPECT_THAT(out_.str(), Not(HasSubstr("orrect")));
  EXPECT_EQ(Call(kCosts, {{"--correct", ""}}), kFine);
  EXPECT_THAT(out_.str(), HasSubstr("Wrote 1 correction, +$0.000004 in all: in dollars the ledger "
                                    "now equals the file.\n"));
  EXPECT_EQ(Call(kCosts, {{"--correct", ""}}), kFine);
  EXPECT_THAT(out_.str(), AllOf(HasSubstr("the file and the ledger agree"),
                                HasSubstr("Nothing to correct"), HasSubstr("corrected before")));
}

TEST_F(ReconcileCommand, TellsProgramsWhatItHasCorrected) {
  EXPECT_EQ(Call(kCosts, {{"--correct", ""}, {"--json", ""}}), kFine);
  EXPECT_THAT(out_.str(), HasSubstr(R"("corrections":[{"date":"2026-11-20",)"
                                    R"("model":"openai/gpt-4o-mini","picodollars":4000000}]})"));
  EXPECT_EQ(Call(kCosts, {{"--correct", ""}, {"--csv", ""}}), kFine);
  EXPECT_THAT(out_.str(), HasSubstr(",160000000,160000000,0,0.00,4000000,\n"));
  EXPECT_THAT(err_.str(), HasSubstr("Nothing to correct"));
}

TEST_F(ReconcileCommand, SaysWhyItCannotCorrect) {
  EXPECT_EQ(Call(kUsage, {{"--correct", ""}}), kWrongInput);
  EXPECT_THAT(err_.str(), HasSubstr("states no dollars"));
  EXPECT_EQ(Call("date,cost_usd\n2026-11-20,1\n", {{"--correct", ""}}), kWrongInput);
  EXPECT_THAT(err_.str(), HasSubstr("--provider"));
  EXPECT_EQ(out_.str(), "");
}

TEST_F(ReconcileCommand, NamesTheLineThatCannotBeRead) {
  EXPECT_EQ(Call("date,cost_usd\n2026-11-20,much\n"), kWrongInput);
  EXPECT_EQ(err_.str(), "farthing: line 2: cost_usd 'much' is no amount of dollars\n");
  EXPECT_EQ(Call("", {{"FILE", "/nowhere.json"}}), kWrongInput);
  EXPECT_THAT(err_.str(), HasSubstr("cannot read '/nowhere.json'"));
}

}  // namespace
}  // namespace farthing::cli
