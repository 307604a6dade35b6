#include <gmock/gmock.h>

#include "config/load.h"
#include "config/show.h"

namespace farthing::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string MessageOf(std::string_view text, const FakeEnvironment& environment = {}) {
  const auto config = Load(text, "conf/f.yaml", environment);
  return config ? "" : config.error().message;
}

TEST(TemplateTest, IsReadWithAllItsSettings) {
  const auto config = Load(R"(
templates:
  sort:
    model: openai/gpt-5-mini
    system: Say what a message is about.
    message: "<message>{{message}}</message> {{hint}} {{tags}}"
    examples: [{ name: refund, user: Money back!, assistant: '{"topic":"refund"}' }]
    slots:
      message: { max_tokens: 500, on_excess: truncate, keep: end, cut_at: word }
      hint: { type: choice, choices: [a, b], default: b }
      tags: { type: list, optional: true }
    brevity: { claude: "One word.", all: "" }
    output: { schema: '{"type":"object"}', max_words: 5, max_tokens: 40, stop: "###" }
routes: [{ name: support, template: sort, squeeze: [blanks, json] }]
)",
                           "f.yaml", FakeEnvironment());
  ASSERT_TRUE(config) << config.error().message;
  const Template& found = config->templates[0];
  EXPECT_EQ(found.name, "sort");
  EXPECT_EQ(found.slots[0].keep, SlotKeep::kEnd);
  EXPECT_EQ(found.slots[0].cut_at, SlotCut::kWord);
  EXPECT_TRUE(found.slots[0].must_be_given());
  EXPECT_FALSE(found.slots[1].must_be_given());
  EXPECT_FALSE(found.slots[2].must_be_given());
  EXPECT_EQ(found.slots[2].max_tokens, 1000);
  EXPECT_EQ(found.brevity.at("claude"), "One word.");
  EXPECT_EQ(found.output.max_words, 5);
  EXPECT_THAT(found.output.stop, ElementsAre("###"));
  EXPECT_EQ(config->routes[0].template_name, "sort");
  EXPECT_TRUE(config->routes[0].squeeze.json && config->routes[0].squeeze.blanks);
  EXPECT_FALSE(config->routes[0].squeeze.documents);
  EXPECT_THAT(Show(*config), HasSubstr("squeeze: [json, blanks]"));
}

TEST(TemplateTest, OfTheFolderIsAsOfTheFile) {
  FakeEnvironment environment;
  environment.files = {{"conf/prompts/b.yaml", "system: |\n  Cost ${x}: {{y}}\nslots: { y: }\n"},
                       {"conf/prompts/a.yaml", "message: hello\n"},
                       {"conf/prompts/README.md", "no template"}};
  const auto config =
      Load("template_folder: prompts\nroutes: [{ name: r, template: a }]\ntemplates: { c: }",
           "conf/f.yaml", environment);
  ASSERT_TRUE(config) << config.error().message;
  ASSERT_EQ(config->templates.size(), 3u);
  EXPECT_EQ(config->templates[1].name, "a");
  EXPECT_EQ(config->templates[2].system, "Cost ${x}: {{y}}\n");
}

TEST(TemplateTest, AMistakeInTheFolderIsNamedWithItsFile) {
  FakeEnvironment environment;
  environment.files = {{"conf/p/a.yaml", "mesage: hello\n"},
                       {"conf/p/b.yaml", "message: '{{question}}'\n"},
                       {"conf/p/c.yaml", "model: nobody/m\n"}};
  EXPECT_THAT(MessageOf("templates: { c: }\ntemplate_folder: p\nworkers: many", environment),
              "conf/f.yaml:3:10: `workers` must be a whole number or `auto`, not `many`\n"
              "conf/p/a.yaml:1:1: `mesage` is not a setting; did you mean `message`?\n"
              "conf/p/b.yaml:1:10: `message` has the slot `question`, which is not under slots; "
              "add it there: `slots: { question: { type: text } }`\n"
              "conf/p/c.yaml:1:1: the template `c` stands under templates, too; remove it there or "
              "rename this file");
}

TEST(TemplateTest, AFolderMustHoldTemplates) {
  EXPECT_THAT(MessageOf("template_folder: p"),
              StartsWith("conf/f.yaml:1:18: `template_folder`: cannot read the folder conf/p: "));
  FakeEnvironment environment;
  environment.files = {{"conf/p/x.yml", ""}};
  EXPECT_THAT(MessageOf("template_folder: p", environment), HasSubstr("holds no file NAME.yaml"));
}

TEST(TemplateTest, AMachinesFolderIsListed) {
  const auto files = SystemEnvironment().ListFiles("tests/config");
  ASSERT_TRUE(files) << files.error().message;
  EXPECT_THAT(*files, ::testing::Contains("bad_templates.yaml"));
  EXPECT_THAT(SystemEnvironment().ListFiles("tests/nowhere").error().message,
              HasSubstr("cannot read the folder tests/nowhere"));
}

}  // namespace
}  // namespace farthing::config
