#include "cli/report_command.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/check.h"
#include "ledger/store.h"

namespace farthing::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class ReportCommand : public ::testing::Test {
 protected:
  ReportCommand() {
    std::string name = fs::temp_directory_path() / "farthing-report-XXXXXX";
    CHECK(mkdtemp(name.data()) != nullptr);
    folder_ = name;
  }
  ~ReportCommand() override { fs::remove_all(folder_); }

  // A request an hour ago that cost a cent instead of two.
  void FillLedger() {
    auto store = ledger::Store::Open(folder_ + "/ledger.db");
    ledger::RequestRow row;
    row.time = clock_.WallNow() - std::chrono::hours(1);
    row.tenant = "acme";
    row.provider = "openai";
    row.model = "gpt-5-mini";
    row.cost.exactness = row.baseline_exactness = model::Exactness::kExact;
    row.cost.money = Money::Picodollars(10'000'000'000);
    row.baseline = Money::Picodollars(20'000'000'000);
    row.savings[static_cast<size_t>(ledger::Step::kRoute)] = row.cost.money;
    ASSERT_TRUE(store && (*store)->Take(std::vector{row}, {}));
  }
  int Call(std::initializer_list<std::pair<std::string_view, std::string>> words) {
    Arguments arguments;
    arguments.Set("--data-dir", folder_);
    for (const auto& [name, value] : words) arguments.Set(name, value);
    return Call(arguments);
  }
  int Call(const Arguments& arguments) {
    out_.str("");
    err_.str("");
    return ReportFrom({clock_, environment_, colour_}, arguments, {out_, err_});
  }

  FakeClock clock_;
  const config::SystemEnvironment environment_;
  bool colour_ = false;
  std::string folder_;
  std::ostringstream out_, err_;
};

TEST_F(ReportCommand, WithoutALedgerSaysToStartTheGateway) {
  EXPECT_EQ(Call({}), kWrongInput);
  EXPECT_EQ(out_.str(), "");
  EXPECT_EQ(err_.str(), "farthing: there is no ledger at " + folder_ +
                            "/ledger.db yet; start the gateway (`farthing serve`) and send it a "
                            "request, or name its --config or --data-dir\n");
}

TEST_F(ReportCommand, ShowsTablesWithColoursOnATerminalAlone) {
  FillLedger();
  EXPECT_EQ(Call({}), kFine);
  EXPECT_THAT(out_.str(), AllOf(HasSubstr("openai/gpt-5-mini"), HasSubstr("$0.010000"),
                                HasSubstr("50.0 %"), Not(HasSubstr("\x1b"))));
  colour_ = true;
  EXPECT_EQ(Call({}), kFine);
  EXPECT_THAT(out_.str(), HasSubstr("\x1b[1m"));
}

TEST_F(ReportCommand, PrintsJsonAndCsv) {
  FillLedger();
  EXPECT_EQ(Call({{"--json", ""}, {"--by", "tenant"}, {"--since", "2h"}}), kFine);
  EXPECT_THAT(
      out_.str(),
      AllOf(StartsWith(
                R"({"from":"2025-06-15T13:06:40.000Z","to":)"
                R"("2025-06-15T15:06:40.000Z","by":"tenant","rounded_to_days":false,"requests":1,)"
                R"("actual_picodollars":10000000000,)"
                R"("baseline_picodollars":20000000000,"saved":{"limits":0,)"),
            HasSubstr(R"("rows":[{"key":"acme","requests":1,)")));
  EXPECT_EQ(Call({{"--csv", ""}}), kFine);
  EXPECT_THAT(out_.str(), HasSubstr("\nopenai/gpt-5-mini,1,0,0,0,0.01,0.02,"));
  EXPECT_EQ(Call({{"--json", ""}, {"--until", "2h"}}), kFine);
  EXPECT_THAT(out_.str(), HasSubstr(R"("requests":0,)"));
}

TEST_F(ReportCommand, FindsTheLedgerByTheConfiguration) {
  FillLedger();
  const std::string file = folder_ + "/farthing.yaml";
  std::ofstream(file) << "data_dir: " << folder_ << "\n";
  Arguments arguments;
  arguments.Set("--config", file);
  EXPECT_EQ(Call(arguments), kFine);
  EXPECT_THAT(out_.str(), HasSubstr("openai/gpt-5-mini"));
  arguments.Set("--config", "/nowhere.yaml");
  EXPECT_EQ(Call(arguments), kWrongInput);
}

TEST_F(ReportCommand, AsksTheSharedLedgerOfTheConfiguration) {
  const std::string file = folder_ + "/farthing.yaml";
  std::ofstream(file) << "ledger: { postgres: \"postgresql://me:secret@%2Fnowhere/x\" }\n";
  Arguments arguments;
  arguments.Set("--config", file);
  EXPECT_EQ(Call(arguments), kOutsideFailed);
  EXPECT_THAT(err_.str(), AllOf(HasSubstr("/nowhere"), Not(HasSubstr("secret"))));
}

TEST_F(ReportCommand, TheQuestionIsChecked) {
  FillLedger();
  EXPECT_EQ(Call({{"--since", "yesterday"}}), kWrongUsage);
  EXPECT_THAT(err_.str(), HasSubstr("'yesterday' is no time for since"));
  EXPECT_EQ(Call({{"--by", "colour"}}), kWrongUsage);
  EXPECT_EQ(Call({{"--since", "1h"}, {"--until", "2h"}}), kWrongUsage);
  EXPECT_EQ(Call({{"--csv", ""}, {"--json", ""}}), kWrongUsage);
}

TEST_F(ReportCommand, ABrokenLedgerIsNoMistakeOfTheCaller) {
  std::ofstream(folder_ + "/ledger.db") << std::string(4096, 'x');
  EXPECT_EQ(Call({}), kOutsideFailed);
  EXPECT_THAT(err_.str(), HasSubstr("file is not a database"));
}

}  // namespace
}  // namespace farthing::cli
