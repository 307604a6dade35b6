#include "cli/shape_command.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>
#include <string>

#include "base/test_folder.h"
#include "json/document.h"

namespace farthing::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string Conversation(int exchanges) {
  std::string body = R"({"model":"gpt-4o","messages":[{"role":"system","content":"Be brief."})";
  for (int i = 0; i < exchanges; ++i) {
    const std::string number = std::to_string(i);
    body += R"(,{"role":"user","content":"What is colour number )" + number + R"( called?"})";
    body += R"(,{"role":"assistant","content":"Colour number )" + number + R"( is called c)" +
            number + R"(."})";
  }
  return body + R"(,{"role":"user","content":"What was colour number 3 called?"}]})";
}

class ShapeCommand : public ::testing::Test {
 protected:
  int Call(std::string_view in,
           std::initializer_list<std::pair<std::string_view, std::string>> options = {}) {
    Arguments arguments;
    arguments.Set("--data-dir", folder_.path);
    for (const auto& [name, value] : options) arguments.Set(name, value);
    std::istringstream input{std::string(in)};
    out_.str("");
    err_.str("");
    return ShapeFrom(SystemClock(), input, arguments, {out_, err_});
  }

  std::string Config(std::string_view yaml) {
    std::string path = folder_.path + "/f.yaml";
    std::ofstream(path) << yaml;
    return path;
  }

  TestFolder folder_;
  std::ostringstream out_, err_;
};

TEST_F(ShapeCommand, KeepsWhatTheQuestionNeedsWithinTheBudget) {
  EXPECT_EQ(Call(R"({"id":7,"budget":120,"request":)" + Conversation(40) + "}\n"), kFine);
  const json::Document answer = json::Document::Parse(out_.str()).value();
  EXPECT_EQ(answer.root().Find("id").integer(), 7);
  EXPECT_LE(answer.root().Find("tokens_after").integer(), 120);
  EXPECT_GT(answer.root().Find("tokens_before").integer(), 500);
  const json::Value step = *answer.root().Find("steps").begin();
  EXPECT_EQ(step.Find("step").string(), "history");
  EXPECT_EQ(*step.Find("tokens_saved").integer(),
            *answer.root().Find("tokens_before").integer() -
                *answer.root().Find("tokens_after").integer());
  EXPECT_THAT(out_.str(), HasSubstr("Colour number 3 is called c3."));
  EXPECT_THAT(out_.str(), HasSubstr("Be brief."));
  EXPECT_THAT(out_.str(), Not(HasSubstr("Colour number 20 is called")));
}

TEST_F(ShapeCommand, WithoutABudgetNothingChanges) {
  EXPECT_EQ(Call(R"({"request":)" + Conversation(4) + "}\n"), kFine);
  EXPECT_THAT(out_.str(), StartsWith(R"({"request":)" + Conversation(4) + R"(,"tokens_before":)"));
  EXPECT_THAT(out_.str(), HasSubstr(R"("steps":[])"));
}

TEST_F(ShapeCommand, SaysWhyTheEmbeddersTableCannotBeRead) {
  const std::string config = Config("embedder: { table: " + folder_.path + "/none }\n");
  EXPECT_EQ(Call("", {{"--config", config}}), kWrongInput);
  EXPECT_THAT(err_.str(), HasSubstr("/none/model.safetensors: it cannot be read"));
}

TEST_F(ShapeCommand, SaysThatABudgetIsTooSmall) {
  EXPECT_EQ(Call(R"({"id":"a","budget":3,"request":)" + Conversation(4) + "}\n"), kWrongInput);
  EXPECT_THAT(out_.str(), StartsWith(R"({"id":"a","error":{"message":")"));
  EXPECT_THAT(out_.str(), HasSubstr(R"("code":"budget_too_small")"));
}

TEST_F(ShapeCommand, AnswersEachLineInOrder) {
  EXPECT_EQ(Call("{oops\n\n[]\n{\"request\":1}\n{\"request\":{\"messages\":[]},\"budget\":-1}\n"
                 "{\"id\":1,\"request\":{\"messages\":[]}}\n"),
            kWrongInput);
  std::istringstream answers(out_.str());
  std::vector<std::string> read;
  for (std::string line; std::getline(answers, line);) read.push_back(line);
  ASSERT_EQ(read.size(), 5U);
  for (size_t i = 0; i < 4; ++i) EXPECT_THAT(read[i], StartsWith(R"({"error":)"));
  EXPECT_THAT(read[4], StartsWith(R"({"id":1,"request":{"messages":[]},)"));
}

TEST_F(ShapeCommand, TakesARoutesSettings) {
  const std::string path = Config(
      "routes:\n"
      "  - { name: strict, limits: { messages: 3 } }\n"
      "  - { name: trimmed, limits: { input_tokens: 150, on_excess: trim } }\n");
  const std::string in = R"({"request":)" + Conversation(20) + "}\n";
  EXPECT_EQ(Call(in, {{"--config", path}}), kWrongInput);
  EXPECT_THAT(out_.str(), HasSubstr(R"("code":"too_many_messages")"));
  EXPECT_EQ(Call(in, {{"--config", path}, {"--route", "trimmed"}}), kFine);
  EXPECT_THAT(out_.str(), HasSubstr(R"({"step":"limits","tokens_saved":)"));
  EXPECT_EQ(Call(in, {{"--config", path}, {"--route", "nobody"}}), kWrongInput);
  EXPECT_THAT(err_.str(), HasSubstr("nobody"));
}

TEST_F(ShapeCommand, NarrowsDocumentsWhereTheRouteAsksForIt) {
  const std::string path = Config(
      "templates: { ask: { message: '{{q}}', brevity: { all: '' }, slots: { q: } } }\n"
      "routes: [{ name: n, narrow: { budget: 40 } }]\n");
  const std::string farthing =
      R"("farthing":{"template":"ask","slots":{"q":"What do dogs eat?"},"documents":[)"
      R"({"id":"a","text":"Trains run every hour. They are late."},)"
      R"({"id":"b","text":"Dogs eat meat. They bark at night."}]})";
  EXPECT_EQ(Call(R"({"request":{"model":"gpt-4o",)" + farthing + "}}", {{"--config", path}}),
            kFine);
  EXPECT_THAT(out_.str(), HasSubstr(R"("content":"<documents>\n<document id=\"b\">\nDogs eat)"));
  EXPECT_THAT(out_.str(), HasSubstr(R"(</documents>\n\nWhat do dogs eat?"})"));
  EXPECT_THAT(out_.str(), HasSubstr(R"({"step":"narrow","tokens_saved":)"));
  EXPECT_THAT(out_.str(), Not(HasSubstr("farthing")));
}

TEST_F(ShapeCommand, PutsRequestsIntoTemplates) {
  const std::string path = Config(
      "templates:\n"
      "  ask: { message: '<q>{{q}}</q>', brevity: { all: Be brief. }, slots: { q: },\n"
      "         output: { max_tokens: 9 } }\n"
      "  kind: { system: Be kind., brevity: { all: '' } }\n"
      "routes: [{ name: r, template: kind, match: { model: gpt-4o } }]\n");
  EXPECT_EQ(Call(R"({"request":{"model":"gpt-4o-mini","farthing":{"template":"ask",)"
                 R"("slots":{"q":"Why?"}}}})",
                 {{"--config", path}}),
            kFine);
  EXPECT_THAT(out_.str(), StartsWith(R"({"request":{"model":"gpt-4o-mini","messages":[)"
                                     R"({"role":"system","content":"Be brief."},)"
                                     R"({"role":"user","content":"<q>Why?</q>"}],)"
                                     R"("max_completion_tokens":9},)"));
  EXPECT_THAT(out_.str(), HasSubstr(R"("steps":[{"step":"template","tokens_saved":-3}])"));
  EXPECT_EQ(
      Call(R"({"request":{"model":"gpt-4o","system":"Hm.","messages":[]}})", {{"--config", path}}),
      kWrongInput);
  EXPECT_EQ(Call(R"({"request":{"model":"gpt-4o","system":"Hm.","messages":)"
                 R"([{"role":"user","content":"hi"}]}})",
                 {{"--config", path}}),
            kFine);
  EXPECT_THAT(out_.str(), HasSubstr(R"("system":"Be kind.\n\nHm.")"));
  EXPECT_EQ(Call(R"({"request":{"farthing":{"template":"aks"}}})", {{"--config", path}}),
            kWrongInput);
  EXPECT_THAT(out_.str(), HasSubstr(R"("code":"template_not_found")"));
}

}  // namespace
}  // namespace farthing::cli
