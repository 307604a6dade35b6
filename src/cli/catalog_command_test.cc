#include "cli/catalog_command.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "base/test_folder.h"
#include "cli/open_catalog.h"
#include "model/catalog.h"
#include "model/load_catalog.h"

namespace farthing::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view kLuna =
    R"({"model":"openai/gpt-5.6-luna","mode":"chat","prices":[{"source":"list_2031-02",)"
    R"("rates":{"input":"0.15","cache_read":"0.02","output":"1.2"}}]})"
    "\n";
constexpr std::string_view kNew =
    R"({"model":"openai/gpt-9","mode":"chat","prices":[{"source":"list_2031-02",)"
    R"("rates":{"input":"7","output":"8"}}]})"
    "\n";

class CatalogUpdate : public ::testing::Test {
 protected:
  int Update(std::initializer_list<std::string_view> switches, std::string_view lines = {}) {
    Arguments arguments;
    arguments.Set("--data-dir", data_dir_);
    for (const std::string_view name : switches) arguments.Set(name, "");
    if (!lines.empty()) {
      std::ofstream(file_) << lines;
      arguments.Set("FILE", file_);
    }
    out_.str("");
    err_.str("");
    std::istringstream answer(answer_);
    const FakeClock clock;
    const config::FakeEnvironment environment;
    return UpdateCatalog({answer, clock, environment, terminal_}, arguments, {out_, err_});
  }
  // The input price in force.
  std::string Price(std::string_view model) {
    const auto catalog = OpenCatalog(data_dir_, {out_, err_});
    const model::Model* found = catalog ? (*catalog)->Find(model) : nullptr;
    if (found == nullptr) return "unknown";
    return found->prices().back().rates[model::RateKind::kInput]->PerMillion();
  }

  TestFolder folder_;
  const std::string data_dir_ = folder_.path + "/data", file_ = folder_.path + "/new.jsonl";
  std::string answer_;
  bool terminal_ = false;
  std::ostringstream out_, err_;
};

TEST_F(CatalogUpdate, ShowsTheDifferenceAndInstalls) {
  EXPECT_EQ(Update({"--yes"}, std::string(kLuna) + std::string(kNew)), kFine);
  EXPECT_THAT(out_.str(),
              AllOf(HasSubstr("1 new model\n  openai/gpt-9\n"),
                    HasSubstr("models gone; each keeps its last price\n"),
                    HasSubstr("1 model at another price, dollars per million tokens\n"
                              "  openai/gpt-5.6-luna\n    from 2031-02-01  cache_write 0.25 → none "
                              " input 0.2 → 0.15"),
                    Not(HasSubstr("  cache_read 0.02")), HasSubstr("more; --json tells all"),
                    HasSubstr("Installed as " + data_dir_ + "/catalog.jsonl. ")));
  EXPECT_EQ(Price("openai/gpt-9"), "7");
  EXPECT_EQ(Price("gpt-5.6-luna"), "0.15");
  EXPECT_EQ(Price("openai/gpt-4o"), "2.5");  // gone, and still priced
}

TEST_F(CatalogUpdate, KnowsWhenThereIsNothingToDo) {
  Update({"--yes"}, kNew);
  EXPECT_EQ(Update({}, model::ReadCatalogFile(data_dir_ + "/catalog.jsonl").value()), kFine);
  EXPECT_THAT(out_.str(), StartsWith("Nothing to do"));
}

TEST_F(CatalogUpdate, InAPipeItNeedsYes) {
  EXPECT_EQ(Update({}, kNew), kWrongUsage);
  EXPECT_THAT(out_.str(), HasSubstr("1 new model"));
  EXPECT_EQ(err_.str(), "farthing: nothing was installed; add --yes\n");
  EXPECT_EQ(Price("openai/gpt-9"), "unknown");
}

TEST_F(CatalogUpdate, OnATerminalItAsks) {
  terminal_ = true;
  for (const char* no : {"n\n", "\n", "", "yellow\n"}) {
    answer_ = no;
    EXPECT_EQ(Update({}, kNew), kFine) << no;
    EXPECT_THAT(err_.str(), HasSubstr("Install it? [y/N] "));
    EXPECT_EQ(Price("openai/gpt-9"), "unknown") << no;
  }
  answer_ = "y\n";
  EXPECT_EQ(Update({}, kNew), kFine);
  EXPECT_EQ(Price("openai/gpt-9"), "7");
}

TEST_F(CatalogUpdate, GoesBackToTheShippedCatalogue) {
  Update({"--yes"}, kNew);
  EXPECT_EQ(Update({"--shipped", "--yes"}), kFine);
  EXPECT_THAT(out_.str(),
              AllOf(HasSubstr("1 model gone\n  openai/gpt-9\n"),
                    HasSubstr("The catalogue of this program holds. A running gateway")));
  EXPECT_EQ(Price("openai/gpt-9"), "unknown");
  EXPECT_EQ(Update({"--shipped", "--yes"}), kFine);
}

TEST_F(CatalogUpdate, ABrokenFileIsNamedWithItsLineAndChangesNothing) {
  EXPECT_EQ(Update({"--yes"}, std::string(kNew) + "{\"model\":\"a/b\"}\n"), kWrongInput);
  EXPECT_EQ(err_.str(), "farthing: " + file_ + ": line 2: the model has no mode\n");
  EXPECT_EQ(Update({"--yes"}, "\n"), kWrongInput);
  EXPECT_THAT(err_.str(), HasSubstr("holds no model"));
  EXPECT_EQ(Price("openai/gpt-9"), "unknown");
}

TEST_F(CatalogUpdate, AnOlderFileIsRefused) {
  std::string older(kNew);
  older.replace(older.find("2031"), 4, "2024");
  EXPECT_EQ(Update({"--yes"}, older), kWrongInput);
  EXPECT_THAT(err_.str(), HasSubstr(" is of 2024-02-01, older than the catalogue of this program"));
}

TEST_F(CatalogUpdate, ABrokenInstalledOneCanBeReplaced) {
  std::filesystem::create_directory(data_dir_);
  std::ofstream(data_dir_ + "/catalog.jsonl") << "broken\n";
  EXPECT_EQ(Price("openai/gpt-4o"), "unknown");
  EXPECT_EQ(Update({"--yes"}, kNew), kFine);
  EXPECT_THAT(err_.str(), HasSubstr("catalog.jsonl: line 1: it must begin"));
  EXPECT_EQ(Price("openai/gpt-9"), "7");
}

TEST_F(CatalogUpdate, PrintsJson) {
  EXPECT_EQ(Update({"--json"}, std::string(kLuna) + std::string(kNew)), kWrongUsage);
  EXPECT_THAT(out_.str(), AllOf(StartsWith(R"({"new":["openai/gpt-9"],"gone":[")"),
                                HasSubstr(R"("changed":[{"model":"openai/gpt-5.6-luna","prices":[)"
                                          R"({"from":"2031-02-01","lines":[)"),
                                HasSubstr(R"({"line":"input","before":"0.2","after":"0.15"})"),
                                HasSubstr(R"("installed":false})")));
  EXPECT_EQ(Update({"--json", "--yes"}, kNew), kFine);
  EXPECT_THAT(out_.str(), HasSubstr(R"("installed":true})"));
}

TEST_F(CatalogUpdate, TheQuestionIsChecked) {
  EXPECT_EQ(Update({}), kWrongUsage);
  EXPECT_THAT(err_.str(), HasSubstr("name a FILE to install"));
  EXPECT_EQ(Update({"--shipped"}, kNew), kWrongUsage);
}

}  // namespace
}  // namespace farthing::cli
