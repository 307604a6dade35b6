#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "base/test_folder.h"
#include "cli/template_lint_command.h"
#include "cli/template_render_command.h"
#include "json/document.h"

namespace farthing::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kConfig = R"(
providers: { local: { base_url: "http://127.0.0.1:8000/v1" } }
models: { local/m: { price: { input: 2, output: 10 } } }
aliases: { fast: local/m }
templates:
  sort:
    model: fast
    system: Sort messages to our shop. Today is 2026-11-24.
    brevity: { all: One word., claude: One word please. }
    message: "<message>{{message}}</message>"
    slots: { message: { max_tokens: 3, on_excess: truncate } }
    output: { max_tokens: 40 }
  kind: { system: Be kind. }
)";

class TemplateCommand : public ::testing::Test {
 protected:
  TemplateCommand() { std::ofstream(config_) << kConfig; }

  Arguments With(std::initializer_list<std::pair<std::string_view, std::string>> options) const {
    Arguments arguments;
    arguments.Set("--data-dir", folder_.path);
    arguments.Set("--config", config_);
    for (const auto& [name, value] : options) arguments.Set(name, value);
    return arguments;
  }

  int Lint(std::vector<std::string> names,
           std::initializer_list<std::pair<std::string_view, std::string>> options = {}) {
    Arguments arguments = With(options);
    arguments.SetRest(std::move(names));
    FakeClock clock;
    out_.str("");
    err_.str("");
    return LintTemplates(clock, arguments, {out_, err_});
  }

  int Render(std::string_view slots,
             std::initializer_list<std::pair<std::string_view, std::string>> options) {
    std::istringstream in{std::string(slots)};
    Arguments arguments = With(options);
    if (!slots.empty()) arguments.Set("--slots", "-");
    out_.str("");
    err_.str("");
    return RenderTemplateFrom(in, arguments, {out_, err_});
  }

  TestFolder folder_;
  const std::string config_ = folder_.path + "/farthing.yaml";
  std::ostringstream out_, err_;
};

TEST_F(TemplateCommand, LintPrintsTokensAndDollarsPartByPart) {
  EXPECT_EQ(Lint({"sort"}), kFine) << err_.str();
  EXPECT_EQ(out_.str(),
            "sort: local/m, $2 in and $10 out per million tokens\n"
            "  PART                               TOKENS  $ A MILLION CALLS\n"
            "  system                                 18              36.00\n"
            "  brevity                                 3               6.00\n"
            "  message                                 6              12.00\n"
            "  slot message                 <=         3               6.00\n"
            "  answer                       <=        40             400.00\n"
            "  in every request                       27              54.00\n"
            "  with all slots full          <=        30              60.00\n"
            "  prefix, too short to cache             25              50.00\n"
            "  warning: system: `2026-11-24` looks like a timestamp; where it changes, no "
            "provider's cache knows what stands behind it: leave it out, or make it a slot of "
            "message\n");
}

TEST_F(TemplateCommand, LintPrintsJsonOfAll) {
  EXPECT_EQ(Lint({}, {{"--json", ""}, {"--model", "local/m"}}), kFine);
  const json::Document report = json::Document::Parse(out_.str()).value();
  const json::Value sort = *report.root().Find("templates").begin();
  EXPECT_EQ(report.root().Find("templates").size(), 2u);
  EXPECT_EQ(sort.Find("name").string(), "sort");
  const json::Value part = *sort.Find("parts").begin();
  EXPECT_EQ(part.Find("tokens").integer(), 18);
  EXPECT_EQ(part.Find("usd_per_million_calls").string(), "36");
  EXPECT_EQ((*sort.Find("warnings").begin()).Find("code").string(), "timestamp");
}

TEST_F(TemplateCommand, LintNeedsATemplate) {
  EXPECT_EQ(Lint({"srot"}), kWrongInput);
  EXPECT_THAT(err_.str(), HasSubstr("there is no template 'srot' in the configuration; did you "
                                    "mean 'sort'?"));
  EXPECT_EQ(Lint({"kind"}), kFine);
  EXPECT_THAT(out_.str(), HasSubstr("kind: no model is named; --model prices it"));
  std::ofstream(config_) << "workers: 1\n";
  EXPECT_EQ(Lint({}), kWrongInput);
  EXPECT_THAT(err_.str(), HasSubstr("has no templates"));
}

TEST_F(TemplateCommand, RenderPrintsTheRequest) {
  EXPECT_EQ(Render(R"({"message":"It broke down again."})", {{"NAME", "sort"}, {"--json", ""}}),
            kFine);
  EXPECT_EQ(out_.str(),
            R"({"model":"local/m","messages":[{"role":"system","content":)"
            R"("Sort messages to our shop. Today is 2026-11-24.\n\nOne word."},{"role":"user",)"
            R"("content":"<message>It broke down</message>"}],"max_tokens":40})"
            "\n");
  EXPECT_EQ(err_.str(), "farthing: farthing.slots.message: cut from 5 to 3 tokens\n");
}

TEST_F(TemplateCommand, RenderSpeaksTheModelsDialect) {
  EXPECT_EQ(Render(R"({"message":"a"})",
                   {{"NAME", "sort"}, {"--json", ""}, {"--model", "anthropic/claude-haiku-4-5"}}),
            kFine);
  EXPECT_EQ(out_.str(),
            R"({"model":"anthropic/claude-haiku-4-5","max_tokens":40,)"
            R"("system":"Sort messages to our shop. Today is 2026-11-24.\n\nOne word please.",)"
            R"("messages":[{"role":"user","content":"<message>a</message>"}]})"
            "\n");
}

TEST_F(TemplateCommand, RenderShowsTextsToPeople) {
  EXPECT_EQ(Render("", {{"NAME", "kind"}, {"--model", "local/m"}}), kFine);
  EXPECT_EQ(out_.str(),
            "model: local/m\n== system, 11 tokens\nBe kind.\n\nAnswer briefly, without "
            "introduction or summary.\n== user, 5 tokens\n(the caller's messages)\n");
}

TEST_F(TemplateCommand, RenderSaysWhatIsWrong) {
  EXPECT_EQ(Render("{}", {{"NAME", "sort"}}), kWrongInput);
  EXPECT_THAT(err_.str(), HasSubstr("farthing.slots.message: the template needs it"));
  EXPECT_EQ(Render("[]", {{"NAME", "sort"}}), kWrongInput);
  EXPECT_THAT(err_.str(), HasSubstr("must be a JSON object"));
  EXPECT_EQ(Render("{}", {{"NAME", "sort"}, {"--dialect", "latin"}}), kWrongInput);
  EXPECT_THAT(err_.str(), HasSubstr("'latin' is not one of openai, anthropic"));
  EXPECT_THAT(out_.str(), Not(HasSubstr("Sort")));
}

}  // namespace
}  // namespace farthing::cli
