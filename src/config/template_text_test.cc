#include "config/template_text.h"

#include <gmock/gmock.h>

namespace farthing::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TextPart Fixed(std::string text) { return {false, std::move(text)}; }
TextPart Named(std::string name) { return {true, std::move(name)}; }

TEST(TemplateTextTest, CutsATextAtItsSlots) {
  EXPECT_THAT(*ParseTemplateText("<d>{{doc}}</d>\n{{ question }}"),
              ElementsAre(Fixed("<d>"), Named("doc"), Fixed("</d>\n"), Named("question")));
  EXPECT_THAT(*ParseTemplateText("{{a}}{{b}}"), ElementsAre(Named("a"), Named("b")));
  EXPECT_THAT(*ParseTemplateText(""), IsEmpty());
  EXPECT_THAT(*ParseTemplateText("{\"a\":{\"b\":1}}"), ElementsAre(Fixed("{\"a\":{\"b\":1}}")));
}

TEST(TemplateTextTest, TwoBracesMayBeText) {
  EXPECT_THAT(*ParseTemplateText("\\{{x}} {{y}}"), ElementsAre(Fixed("{{x}} "), Named("y")));
}

TEST(TemplateTextTest, SaysOnWhichLineASlotHasNoName) {
  EXPECT_THAT(ParseTemplateText("a\nb {{not a name}}\nc").error(),
              HasSubstr("on its line 2, at `{{not a name}}`; write `{{name}}`"));
  for (const char* text : {"{{", "{{}}", "{{a", "{{{a}}}", "{{ü}}", "{{1a}}"}) {
    EXPECT_FALSE(ParseTemplateText(text)) << text;
  }
}

TEST(TemplateTextTest, ANameIsBounded) {
  EXPECT_TRUE(IsSlotName("_a-1"));
  EXPECT_TRUE(IsSlotName(std::string(64, 'x')));
  EXPECT_FALSE(IsSlotName(std::string(65, 'x')));
}

}  // namespace
}  // namespace farthing::config
