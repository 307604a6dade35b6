#include "cli/export_command.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "ledger/filled_ledger_test.h"

namespace farthing::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class ExportFocus : public ::testing::Test {
 protected:
  int Call(std::initializer_list<std::pair<std::string_view, std::string>> words) {
    Arguments arguments;
    arguments.Set("--data-dir", ledger_.folder());
    for (const auto& [name, value] : words) arguments.Set(name, value);
    out_.str("");
    err_.str("");
    return ExportFocusFrom(clock_, environment_, arguments, {out_, err_});
  }

  FakeClock clock_;  // 2025-06-15T15:06:40Z
  const config::SystemEnvironment environment_;
  ledger::FilledLedger ledger_;
  std::ostringstream out_, err_;
};

TEST_F(ExportFocus, TellsTheDaysThatThePeriodTouches) {
  ledger_.Take({ledger::TestCall{.time = "2025-06-14T00:00:00Z", .tenant = "early", .fresh = 1},
                ledger::TestCall{.time = "2025-06-13T23:59:59Z", .tenant = "before", .fresh = 1},
                ledger::TestCall{.time = "2025-06-15T23:00:00Z", .tenant = "late", .fresh = 1}});
  EXPECT_EQ(Call({{"--since", "1d"}}), kFine);
  EXPECT_THAT(out_.str(), AllOf(StartsWith("AvailabilityZone,BilledCost,"), HasSubstr(",early,"),
                                HasSubstr(",late,"), Not(HasSubstr("before"))));
  EXPECT_EQ(Call({{"--since", "2025-06-14"}, {"--until", "2025-06-15"}}), kFine);
  EXPECT_THAT(out_.str(), AllOf(HasSubstr("early"), Not(HasSubstr("late"))));
}

TEST_F(ExportFocus, PricesAsTheConfigurationDoes) {
  const std::string file = ledger_.folder() + "/farthing.yaml";
  std::ofstream(file) << "providers:\n  local: { base_url: http://127.0.0.1:8000/v1 }\n"
                         "models:\n  local/m: { price: { input: 0.5, output: 1.25 } }\n";
  ledger_.Take({ledger::TestCall{.time = "2025-06-15T01:00:00Z",
                                 .provider = "local",
                                 .fresh = 1000,
                                 .cost = 500'000'000,
                                 .exactness = model::Exactness::kOverride}});
  EXPECT_EQ(Call({{"--config", file}}), kFine);
  EXPECT_THAT(out_.str(), AllOf(HasSubstr(",local/m:fresh,"), HasSubstr(",0.0005,"),
                                HasSubstr(",override,"), Not(HasSubstr("Adjustment"))));
}

TEST_F(ExportFocus, SaysWhatIsMissing) {
  EXPECT_EQ(Call({{"--since", "soon"}}), kWrongUsage);
  EXPECT_EQ(Call({{"--data-dir", "/nowhere"}}), kWrongInput);
  EXPECT_THAT(err_.str(), HasSubstr("there is no ledger at /nowhere/ledger.db"));
  EXPECT_EQ(Call({{"--config", "/nowhere.yaml"}}), kWrongInput);
}

}  // namespace
}  // namespace farthing::cli
