#include "shape/template/lint/lint.h"

#include <gmock/gmock.h>

#include "shape/template/lint/json_in_text.h"
#include "shape/template/lint/volatile_text.h"
#include "shape/template/template_fixture_test.h"

namespace farthing::shape {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

LintReport Linted(std::string_view settings) {
  return Lint(test::Prepared(settings), "openai/gpt-4o", test::O200k());
}

auto Warns(std::string_view code, std::string_view part, std::string_view sentence) {
  return AllOf(Field(&LintWarning::code, code), Field(&LintWarning::part, part),
               Field(&LintWarning::sentence, HasSubstr(sentence)));
}

TEST(LintTest, CountsATemplatePartByPart) {
  const LintReport report = Linted(R"(
    system: Sort messages to our shop.
    brevity: { all: One word. }
    examples: [{ name: refund, user: Money back!, assistant: refund }]
    message: "<message>{{message}}</message>"
    slots:
      message: { max_tokens: 500 }
    output: { max_tokens: 40 }
)");
  std::string parts;
  for (const LintPart& part : report.parts) {
    parts += part.name + " " + std::to_string(part.tokens) + "; ";
  }
  EXPECT_EQ(parts,
            "system 6; brevity 3; example refund 4; message 5; slot message 500; answer 40; ");
  EXPECT_GT(report.prefix_tokens, 6 + 3 + 4);
  EXPECT_LT(report.prefix_tokens, 6 + 3 + 4 + 5 + 3);
  EXPECT_THAT(report.warnings, IsEmpty());
}

TEST(LintTest, WarnsOfWhatNoCacheKnowsAgain) {
  EXPECT_THAT(
      Linted(R"(
    system: "Today is 2026-11-24. Request 3f2504e0-4f89-11d3-9a0c-0305e82c3301 of {{user_id}}."
    brevity: { all: "" }
    slots: { user_id: { type: number } }
)")
          .warnings,
      ElementsAre(Warns("timestamp", "system", "`2026-11-24`"),
                  Warns("id", "system", "`3f2504e0-4f89-11d3-9a0c-0305e82c3301`"),
                  Warns("slot_in_prefix", "slot user_id", "its name says that it changes")));
}

TEST(LintTest, WarnsOfWhatIsSaidTwice) {
  const LintReport report = Linted(R"(
    system: "Always answer in the customer's language. Be concise. You sell kettles."
    message: "{{q}}\nAlways answer in the language of the customer."
    slots: { q: { type: number } }
)");
  EXPECT_THAT(report.warnings,
              ElementsAre(Warns("repeated", "message", "says again what system says"),
                          Warns("repeated", "system", "`Be concise.`")));
  EXPECT_GT(report.warnings[0].tokens, 5);
}

TEST(LintTest, WarnsOfExamplesThatShowNothingNewOrWrong) {
  EXPECT_THAT(Linted(R"(
    system: Sort.
    examples:
      - { name: a, user: Money back!, assistant: '{"topic":"refund"}' }
      - { name: b, user: Money back!, assistant: '{"topic":"refund"}' }
      - { name: c, user: It broke., assistant: fault }
      - { name: d, user: 'Where is it?', assistant: '{"tpic":"other"}' }
    output: { schema: '{"type":"object","required":["topic"]}' }
)")
                  .warnings,
              ElementsAre(Warns("example", "example b", "what the example a shows"),
                          Warns("example", "example c", "is no JSON"),
                          Warns("example", "example d", "lacks `topic`")));
}

TEST(LintTest, WarnsOfWhiteSpaceJsonAndToolsNobodyCalls) {
  const LintReport report = Linted(R"(
    brevity: { all: "" }
    system: |
      Use   the   tools   below.



      {
        "name": "find_order",
        "parameters": { "type": "object" }
      }
      {"name":"refund","input_schema":{}}
    examples: [{ name: a, user: Back!, assistant: 'refund(7)' }]
)");
  EXPECT_THAT(report.warnings, ElementsAre(Warns("whitespace", "system", "take them out"),
                                           Warns("pretty_json", "system", "laid out for people"),
                                           Warns("tool", "system", "`find_order`")));
  for (const LintWarning& warning : report.warnings) EXPECT_GT(warning.tokens, 0);
}

TEST(LintTest, WarnsOfSlotsThatNothingSetsApart) {
  EXPECT_THAT(Linted(R"(
    message: "Question: {{q}} <doc>{{doc}}</doc> {{n}}"
    slots: { q: , doc: , n: { type: number } }
)")
                  .warnings,
              ElementsAre(Warns("open_slot", "slot q", "write <q>{{q}}</q>")));
  EXPECT_THAT(Linted("    message: '{{q}}'\n    slots: { q: }\n").warnings, IsEmpty());
}

std::vector<std::string_view> Found(std::string_view text) {
  std::vector<std::string_view> texts;
  for (const VolatileText& found : FindVolatile(text)) texts.push_back(found.text);
  return texts;
}

TEST(VolatileTextTest, IsKnownByItsForm) {
  EXPECT_THAT(Found("at 08:15:00, 24/11/2026, May 2026 and November 24, 2026"),
              ElementsAre("08:15:00", "24/11/2026", "May 2026", "November 24, 2026"));
  EXPECT_THAT(Found("since 1732406400, req_8f3a91c2d4e5b6a7"),
              ElementsAre("1732406400", "req_8f3a91c2d4e5b6a7"));
  EXPECT_THAT(Found("May I say 1234567 or 4-5-20251001 of internationalization in 2026?"),
              IsEmpty());
  EXPECT_TRUE(IsVolatileName("request_id"));
  EXPECT_FALSE(IsVolatileName("idea"));
}

TEST(JsonInTextTest, IsFoundWhereItIsWellFormed) {
  EXPECT_THAT(JsonIn(R"(a {"b": [1, "}"]} {c} [2] {{d}} [)"),
              ElementsAre(R"({"b": [1, "}"]})", "[2]"));
}

}  // namespace
}  // namespace farthing::shape
