#include "cli/run.h"

#include <gmock/gmock.h>

#include <sstream>

#include "cli/fake_gateway.h"

namespace farthing::cli {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class Cli : public ::testing::Test {
 protected:
  Cli() { Fake() = FakeGateway(); }

  int Call(const std::vector<std::string>& words) {
    out_.str("");
    err_.str("");
    return cli::Run(words, {out_, err_});
  }

  std::ostringstream out_, err_;
};

TEST_F(Cli, ServeHandsItsOptionsToTheGateway) {
  EXPECT_EQ(Call({"serve", "--config", "a.yaml", "--listen", "[::1]:0", "--data-dir", "d"}), kFine);
  ASSERT_TRUE(Fake().served);
  EXPECT_EQ(Fake().served->config_file, "a.yaml");
  EXPECT_EQ(Fake().served->listen, "[::1]:0");
  EXPECT_EQ(Fake().served->data_dir, "d");
}

TEST_F(Cli, ServeWithoutOptionsLeavesAllToTheGateway) {
  EXPECT_EQ(Call({"serve"}), kFine);
  EXPECT_EQ(Fake().served->config_file, std::nullopt);
  EXPECT_EQ(Fake().served->listen, std::nullopt);
}

TEST_F(Cli, TheGatewaysAnswerIsTheExitCode) {
  Fake().answer = kOutsideFailed;
  EXPECT_EQ(Call({"serve"}), 3);
  Fake().answer = kWrongInput;
  EXPECT_EQ(Call({"check", "--config", "a.yaml"}), 1);
  EXPECT_EQ(Fake().checked, "a.yaml");
  EXPECT_FALSE(Fake().checked_as_json);
}

TEST_F(Cli, WhatIsForPeopleIsThereAsJson) {
  EXPECT_EQ(Call({"version", "--json"}), kFine);
  EXPECT_THAT(out_.str(), ::testing::MatchesRegex("\\{\"version\":\"[0-9.]+\"\\}\n"));
  EXPECT_EQ(Call({"config", "explain", "listen", "--json"}), kFine);
  EXPECT_THAT(out_.str(), StartsWith("[{\"path\":\"listen\""));
  EXPECT_EQ(Call({"config", "explain", "--json"}), kFine);
  EXPECT_EQ(Call({"check", "--json"}), kFine);
  EXPECT_TRUE(Fake().checked_as_json);
}

TEST_F(Cli, WrongUsageIsOneSentenceOnStandardError) {
  EXPECT_EQ(Call({"srve"}), 2);
  EXPECT_THAT(out_.str(), IsEmpty());
  EXPECT_EQ(err_.str(),
            "farthing: 'srve' is not a command; did you mean 'serve'?; `farthing --help` lists "
            "them\n");
  EXPECT_FALSE(Fake().served);
}

TEST_F(Cli, HelpGoesToStandardOutput) {
  EXPECT_EQ(Call({"--help"}), kFine);
  EXPECT_THAT(out_.str(), StartsWith("farthing: one gateway"));
  EXPECT_THAT(err_.str(), IsEmpty());
}

TEST_F(Cli, VersionIsANumber) {
  EXPECT_EQ(Call({"version"}), kFine);
  EXPECT_THAT(out_.str(), ::testing::MatchesRegex("farthing [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST_F(Cli, FullDiskIsAFailureOfTheOutside) {
  out_.setstate(std::ios::badbit);
  EXPECT_EQ(cli::Run(std::vector<std::string>{"version"}, {out_, err_}), 3);
  EXPECT_THAT(err_.str(), EndsWith("cannot write to standard output\n"));
}

TEST_F(Cli, ConfigExplainTellsOneSetting) {
  EXPECT_EQ(Call({"config", "explain", "listen"}), kFine);
  EXPECT_THAT(out_.str(), HasSubstr("127.0.0.1:4000"));
}

TEST_F(Cli, ConfigExplainRefusesWhatIsNoSetting) {
  EXPECT_EQ(Call({"config", "explain", "listne"}), kWrongInput);
  EXPECT_THAT(out_.str(), IsEmpty());
  EXPECT_THAT(err_.str(), HasSubstr("did you mean"));
}

TEST_F(Cli, ConfigExampleAndSchemaPrint) {
  EXPECT_EQ(Call({"config", "example"}), kFine);
  EXPECT_THAT(out_.str(), HasSubstr("listen:"));
  EXPECT_EQ(Call({"config", "schema"}), kFine);
  EXPECT_THAT(out_.str(), HasSubstr("\"properties\""));
}

}  // namespace
}  // namespace farthing::cli
