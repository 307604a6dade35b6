#include "cli/tokens_command.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>
#include <string>

#include "base/test_folder.h"
#include "cli/run.h"

namespace farthing::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class TokensCommand : public ::testing::Test {
 protected:
  int Call(std::string_view in,
           std::initializer_list<std::pair<std::string_view, std::string>> options = {}) {
    Arguments arguments;
    arguments.Set("--data-dir", folder_.path);
    for (const auto& [name, value] : options) arguments.Set(name, value);
    std::istringstream input{std::string(in)};
    out_.str("");
    err_.str("");
    return TokensFrom(input, arguments, {out_, err_});
  }

  TestFolder folder_;
  std::ostringstream out_, err_;
};

TEST_F(TokensCommand, CountsAText) {
  EXPECT_EQ(Call("hello world"), kFine);
  EXPECT_EQ(out_.str(), "{\"tokens\":2,\"exact\":true,\"low\":2,\"high\":2}\n");
}

TEST_F(TokensCommand, PrintsIds) {
  EXPECT_EQ(Call("hello world", {{"--encoding", "cl100k_base"}, {"--ids", ""}}), kFine);
  EXPECT_EQ(out_.str(),
            "{\"tokens\":2,\"exact\":true,\"low\":2,\"high\":2,\"ids\":[15339,1917]}\n");
}

TEST_F(TokensCommand, ReadsStringsAndRequestsLineByLine) {
  constexpr std::string_view kLines =
      "\"hello world\"\n\n{\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}\n[1]\n{oops\n"
      "\"\"\n";
  EXPECT_EQ(Call(kLines, {{"--model", "gpt-4o"}, {"--jsonl", ""}}), kWrongInput);
  std::istringstream answers(out_.str());
  std::vector<std::string> read;
  for (std::string line; std::getline(answers, line);) read.push_back(line);
  ASSERT_EQ(read.size(), 5U);
  EXPECT_EQ(read[0], R"({"tokens":2,"exact":true,"low":2,"high":2})");
  EXPECT_EQ(read[1], R"({"tokens":8,"exact":true,"low":8,"high":8})");
  EXPECT_THAT(read[2], StartsWith(R"({"error":{"message":")"));
  EXPECT_THAT(read[3], StartsWith(R"({"error":{"message":")"));
  EXPECT_EQ(read[4], R"({"tokens":0,"exact":true,"low":0,"high":0})");
}

TEST_F(TokensCommand, EstimatesInABandWhereTheTokenizerIsNobodys) {
  EXPECT_EQ(Call("hello world", {{"--model", "anthropic/claude-haiku-4-5"}}), kFine);
  EXPECT_THAT(out_.str(), HasSubstr("\"exact\":false"));
  EXPECT_EQ(Call("hello", {{"--model", "anthropic/claude-haiku-4-5"}, {"--ids", ""}}), kWrongInput);
  EXPECT_THAT(err_.str(), HasSubstr("leave out --ids"));
}

TEST_F(TokensCommand, CountsByATokenizersFile) {
  const std::string file = folder_.path + "/tokenizer.json";
  std::ofstream(file)
      << R"({"model":{"type":"BPE","vocab":{"a":0,"b":1,"ab":2},"merges":["a b"]}})";
  EXPECT_EQ(Call("abb", {{"--encoding", file}, {"--ids", ""}}), kFine);
  EXPECT_EQ(out_.str(), "{\"tokens\":2,\"exact\":true,\"low\":2,\"high\":2,\"ids\":[2,1]}\n");
  const std::string config = folder_.path + "/f.yaml";
  std::ofstream(config) << "providers: { own: { base_url: http://127.0.0.1:8000/v1 } }\n"
                           "models: { own/m: { tokenizer: " +
                               file + " } }\n";
  EXPECT_EQ(Call("abb", {{"--model", "own/m"}, {"--config", config}}), kFine);
  EXPECT_EQ(out_.str(), "{\"tokens\":2,\"exact\":true,\"low\":2,\"high\":2}\n");
  std::ofstream(file) << "{}";
  EXPECT_EQ(Call("abb", {{"--model", "own/m"}, {"--config", config}}), kWrongInput);
  EXPECT_THAT(err_.str(), HasSubstr("tokenizer.json: model: "));
}

TEST_F(TokensCommand, RefusesWhatItCannotCountBy) {
  EXPECT_EQ(Call("x", {{"--encoding", "o300k"}}), kWrongUsage);
  EXPECT_THAT(err_.str(), HasSubstr("there is no tokenizer o300k; name a built-in encoding"));
  EXPECT_EQ(Call("x", {{"--encoding", "o200k_base"}, {"--model", "gpt-4o"}}), kWrongUsage);
  EXPECT_EQ(Call("x", {{"FILE", folder_.path + "/absent"}}), kWrongInput);
}

}  // namespace
}  // namespace farthing::cli
