#include "cli/price_command.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "base/test_folder.h"

namespace farthing::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view kUsage =
    R"({"prompt_tokens":1000,"completion_tokens":200,"prompt_tokens_details":{"cached_tokens":400}})";

class PriceCommand : public ::testing::Test {
 protected:
  // Prices belong to the catalogue; these tests bring their own by the configuration.
  PriceCommand() {
    std::ofstream(config_) << "providers:\n  local: { base_url: http://127.0.0.1:8000/v1 }\n"
                              "models:\n  local/m: { price: { input: 0.5, output: 1.25 } }\n"
                              "  local/free: { price: { input: 0, output: 0 } }\n";
  }

  int Call(std::string_view model, std::string_view in,
           std::initializer_list<std::pair<std::string_view, std::string>> more = {}) {
    Arguments arguments;
    if (!model.empty()) arguments.Set("--model", std::string(model));
    arguments.Set("--config", config_);
    arguments.Set("--data-dir", folder_.path);
    for (const auto& [name, value] : more) arguments.Set(name, value);
    std::istringstream input{std::string(in)};
    FakeClock clock;
    out_.str("");
    err_.str("");
    return PriceFrom({.in = input, .clock = clock, .people = people_}, arguments, {out_, err_});
  }

  TestFolder folder_;
  const std::string config_ = folder_.path + "/farthing.yaml";
  bool people_ = false;
  std::ostringstream out_, err_;
};

TEST_F(PriceCommand, PrintsTheBillAsJson) {
  EXPECT_EQ(Call("local/m", kUsage), kFine);
  EXPECT_EQ(out_.str(),
            R"({"model":"local/m","picodollars":750000000,"usd":"0.00075","exactness":"override",)"
            R"("lines":[{"class":"fresh","tokens":600,"picodollars":300000000},)"
            R"({"class":"cache_read","tokens":400,"picodollars":200000000},)"
            R"({"class":"output","tokens":200,"picodollars":250000000}],"source":"configuration"})"
            "\n");
}

// Peers case 5.
TEST_F(PriceCommand, AnUnknownModelIsUnpricedAndExitsWithOne) {
  EXPECT_EQ(Call("local/other", kUsage), kWrongInput);
  EXPECT_THAT(out_.str(), StartsWith(R"({"model":"local/other","picodollars":null,"usd":null,)"
                                     R"("exactness":"unpriced")"));
  EXPECT_THAT(out_.str(), HasSubstr("has no known price"));
}

TEST_F(PriceCommand, TheModelIsNamedAsItWasAsked) {
  const auto model = [this](std::string_view asked) {
    EXPECT_EQ(Call(asked, kUsage), kFine) << asked;
    return out_.str().substr(0, out_.str().find(','));
  };
  EXPECT_EQ(model("gpt-4o"), R"({"model":"openai/gpt-4o")");
  EXPECT_EQ(model("openai/gpt-4o-2024-08-06"), R"({"model":"openai/gpt-4o-2024-08-06")");
  EXPECT_EQ(model("together_ai/meta-llama/Llama-3.3-70B-Instruct-Turbo"),
            R"({"model":"together/meta-llama/Llama-3.3-70B-Instruct-Turbo")");
  EXPECT_EQ(model("OpenAI/GPT-4o"), R"({"model":"openai/gpt-4o")");
}

TEST_F(PriceCommand, AnInstalledCatalogueHolds) {
  const std::string installed = folder_.path + "/catalog.jsonl";
  std::ofstream(installed) << R"({"model":"openai/gpt-9","mode":"chat","prices":[{"source":"mine",)"
                           << R"("rates":{"input":"1","output":"2"}}]})" << '\n';
  EXPECT_EQ(Call("gpt-9", kUsage), kFine);
  EXPECT_THAT(out_.str(), HasSubstr(R"("exactness":"exact")"));
  std::ofstream(installed) << "broken\n";
  EXPECT_EQ(Call("gpt-9", kUsage), kWrongInput);
  EXPECT_THAT(err_.str(), HasSubstr("catalog.jsonl: line 1: "));
}

// Peers case 6.
TEST_F(PriceCommand, AFreeModelIsPriced) {
  EXPECT_EQ(Call("local/free", kUsage), kFine);
  EXPECT_THAT(out_.str(), HasSubstr(R"("picodollars":0,"usd":"0","exactness":"override")"));
}

TEST_F(PriceCommand, ReadsOneValueALineAndAnswersInOrder) {
  const std::string lines = std::string(kUsage) + "\n\n{\"seconds\":3}\n{oops\n" +
                            R"({"prompt_tokens":1,"completion_tokens":0})" + "\r\n";
  EXPECT_EQ(Call("local/m", lines, {{"--jsonl", ""}}), kWrongInput);
  std::istringstream answers(out_.str());
  std::vector<std::string> read;
  for (std::string line; std::getline(answers, line);) read.push_back(line);
  ASSERT_EQ(read.size(), 4U);
  EXPECT_THAT(read[0], HasSubstr("\"picodollars\":750000000"));
  EXPECT_THAT(read[1], StartsWith(R"({"error":{"message":"there are no token counts)"));
  EXPECT_THAT(read[2], StartsWith(R"({"error":{"message":)"));
  EXPECT_THAT(read[3], HasSubstr("\"picodollars\":500000,"));
}

TEST_F(PriceCommand, ReadsAFile) {
  const std::string file = ::testing::TempDir() + "/price_command_test.json";
  std::ofstream(file) << R"({"object":"chat.completion","usage":)" << kUsage << "}\n";
  EXPECT_EQ(Call("local/m", "", {{"FILE", file}}), kFine);
  EXPECT_THAT(out_.str(), HasSubstr("\"usd\":\"0.00075\""));
  EXPECT_EQ(Call("local/m", kUsage, {{"FILE", "-"}}), kFine);
  EXPECT_EQ(Call("local/m", "", {{"FILE", "/nowhere.json"}}), kWrongInput);
  EXPECT_THAT(err_.str(), HasSubstr("cannot read '/nowhere.json'"));
  EXPECT_EQ(Call("local/m", "", {{"FILE", ::testing::TempDir()}}), kWrongInput);
}

TEST_F(PriceCommand, ShowsPeopleATable) {
  people_ = true;
  EXPECT_EQ(Call("local/m", kUsage), kFine);
  EXPECT_EQ(out_.str(),
            "local/m  override, configuration\n"
            "fresh                  600                0.0003\n"
            "cache_read             400                0.0002\n"
            "output                 200               0.00025\n"
            "total                                    0.00075\n");
  EXPECT_EQ(Call("local/m", kUsage, {{"--json", ""}}), kFine);
  EXPECT_THAT(out_.str(), StartsWith("{"));
}

TEST_F(PriceCommand, TheQuestionIsChecked) {
  EXPECT_EQ(Call("", kUsage), kWrongUsage);
  EXPECT_EQ(err_.str(), "farthing: --model is missing; name the usage's model\n");
  EXPECT_EQ(Call("local/m", kUsage, {{"--dialect", "cobol"}}), kWrongUsage);
  EXPECT_EQ(Call("local/m", kUsage, {{"--at", "yesterday"}}), kWrongUsage);
  EXPECT_EQ(Call("local/m", kUsage, {{"--at", "2026-11-01"}}), kFine);
  EXPECT_EQ(Call("local/m", kUsage, {{"--dialect", "gemini"}}), kWrongInput);
  EXPECT_EQ(Call("local/m", kUsage, {{"--service-tier", "batch"}}), kWrongInput);
  EXPECT_EQ(Call("local/m", kUsage, {{"--config", "/nowhere.yaml"}}), kWrongInput);
  EXPECT_THAT(err_.str(), HasSubstr("/nowhere.yaml"));
  EXPECT_EQ(Call("local/m", "not JSON"), kWrongInput);
}

}  // namespace
}  // namespace farthing::cli
