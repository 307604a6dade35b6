#include "upstream/sandbox/schema_check.h"

#include <gtest/gtest.h>

namespace farthing::sandbox {
namespace {

bool Valid(std::string_view schema, std::string_view instance) {
  const json::Document s = json::Document::Parse(schema).value();
  const json::Document i = json::Document::Parse(instance).value();
  int steps = 10'000;
  return IsValid(s.root(), s.root(), i.root(), &steps);
}

struct Case {
  const char* schema;
  const char* valid;
  const char* invalid;
};

class SchemaCheck : public ::testing::TestWithParam<Case> {};

TEST_P(SchemaCheck, TellsValidFromInvalid) {
  EXPECT_TRUE(Valid(GetParam().schema, GetParam().valid));
  EXPECT_FALSE(Valid(GetParam().schema, GetParam().invalid));
}

INSTANTIATE_TEST_SUITE_P(
    Keywords, SchemaCheck,
    ::testing::Values(
        Case{R"({"type":"integer"})", "1.0", "1.5"},
        Case{R"({"type":["string","null"]})", "null", "1"},
        Case{R"({"enum":[1,"a",{"b":[2]}]})", R"({"b":[2.0]})", R"({"b":[3]})"},
        Case{R"({"const":{"a":1,"b":2}})", R"({"b":2,"a":1})", R"({"a":1})"},
        Case{R"({"minimum":1,"exclusiveMaximum":2})", "1", "2"},
        Case{R"({"minimum":1,"exclusiveMinimum":true})", "2", "1"},
        Case{R"({"multipleOf":0.01})", "4.35", "4.355"},
        Case{R"({"minLength":2,"maxLength":2})", R"("äö")", R"("ä")"},
        Case{R"({"pattern":"^a+$"})", R"("aa")", R"("ab")"},
        Case{R"({"minItems":1,"uniqueItems":true})", "[1,2]", "[1,1.0]"},
        Case{R"({"prefixItems":[{"type":"string"}],"items":false})", R"(["a"])", R"(["a",1])"},
        Case{R"({"items":[{"type":"string"}],"additionalItems":{"type":"null"}})", R"(["a",null])",
             R"(["a",1])"},
        Case{R"({"contains":{"type":"string"},"maxContains":1})", R"([1,"a"])", R"(["a","b"])"},
        Case{R"({"required":["a"]})", R"({"a":1})", R"({"b":1})"},
        Case{R"({"properties":{"a":{"type":"null"}},"additionalProperties":false})",
             R"({"a":null})", R"({"b":1})"},
        Case{R"({"patternProperties":{"^x":{"type":"null"}},"additionalProperties":false})",
             R"({"xy":null})", R"({"xy":1})"},
        Case{R"({"propertyNames":{"pattern":"^a"}})", R"({"ab":1})", R"({"b":1})"},
        Case{R"({"minProperties":1,"maxProperties":1})", R"({"b":1})", "{}"},
        Case{R"({"dependentRequired":{"a":["b"]}})", R"({"a":1,"b":2})", R"({"a":1})"},
        Case{R"({"allOf":[{"type":"string"},{"minLength":2}]})", R"("ab")", R"("a")"},
        Case{R"({"anyOf":[{"type":"string"},{"type":"null"}]})", "null", "1"},
        Case{R"({"oneOf":[{"type":"number"},{"type":"integer"}]})", "1.5", "1"},
        Case{R"({"not":{"type":"string"}})", "1", R"("a")"},
        Case{R"({"if":{"type":"string"},"then":{"minLength":1},"else":{"minimum":0}})", "0",
             R"("")"},
        Case{R"({"$ref":"#/$defs/a~1b","$defs":{"a/b":{"type":"null"}}})", "null", "1"},
        Case{R"({"$ref":"#thing","$defs":{"x":{"$anchor":"thing","type":"null"}}})", "null", "1"},
        Case{R"({"type":"object","properties":{"next":{"$ref":"#"}},"additionalProperties":false})",
             R"({"next":{"next":{}}})", R"({"next":{"other":1}})"}));

TEST(SchemaCheck, EndlessReferencesEnd) {
  EXPECT_FALSE(Valid(R"({"$ref":"#"})", "1"));
  EXPECT_FALSE(Valid(R"({"$ref":"https://elsewhere.example/schema"})", "1"));
}

TEST(SchemaCheck, LengthsAreCountedInCharacters) {
  EXPECT_EQ(LengthOf("a\xc3\xa4\xf0\x9f\x98\x80"), 3u);
}

}  // namespace
}  // namespace farthing::sandbox
