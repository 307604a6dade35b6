#include "upstream/sandbox/schema_instance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "upstream/sandbox/schema_check.h"

namespace farthing::sandbox {
namespace {

std::string Text(std::string_view schema, Fullness fullness = Fullness::kRich);

Result<std::string> Make(std::string_view schema, Fullness fullness = Fullness::kRich) {
  const json::Document document = json::Document::Parse(schema).value();
  return MakeInstance(document.root(), {.topic = "tides", .entity = "Paris"}, fullness);
}

std::string Text(std::string_view schema, Fullness fullness) {
  return Make(schema, fullness).value_or("none");
}

TEST(SchemaInstance, WritesWhatTheSchemaSays) {
  EXPECT_EQ(Text(R"({"type":"object","properties":{"city":{"type":"string"},
      "unit":{"type":"string","enum":["celsius","fahrenheit"]},"days":{"type":"integer","minimum":3}},
      "required":["city"]})"),
            R"({"city":"Paris","unit":"celsius","days":3})");
}

TEST(SchemaInstance, LeanLeavesOutWhatIsOptional) {
  constexpr std::string_view kSchema = R"({"type":"object","properties":{
      "query":{"type":"string"},"limit":{"type":"integer"}},"required":["query"]})";
  EXPECT_EQ(Text(kSchema, Fullness::kLean), R"({"query":"tides"})");
  EXPECT_EQ(
      Make(R"({"type":"object","properties":{"query":{"type":"string"},"x":{}}})", Fullness::kLean),
      R"({"query":"tides"})");
  EXPECT_EQ(Text(R"({"type":"object","properties":{}})", Fullness::kLean), "{}");
}

TEST(SchemaInstance, NestedReferencesAndRecursionEnd) {
  EXPECT_EQ(Text(R"({"$ref":"#/$defs/node","$defs":{"node":{"type":"object","properties":{
      "value":{"type":"integer"},"children":{"type":"array","items":{"$ref":"#/$defs/node"}}},
      "required":["value","children"],"additionalProperties":false}}})",
                 Fullness::kLean),
            R"({"value":1,"children":[]})");
  EXPECT_TRUE(Make(R"({"$ref":"#/$defs/list","$defs":{"list":{"type":"object","required":["next"],
      "properties":{"next":{"anyOf":[{"$ref":"#/$defs/list"},{"type":"null"}]}}}}})"));
}

class EverySchema : public ::testing::TestWithParam<const char*> {};

// MakeInstance answers only what passes IsValid, which schema_check_test.cc proves.
TEST_P(EverySchema, HasAnInstance) {
  for (const Fullness fullness : {Fullness::kLean, Fullness::kRich}) {
    const Result<std::string> made = Make(GetParam(), fullness);
    EXPECT_TRUE(made.has_value());
    EXPECT_EQ(made.value_or(""), Make(GetParam(), fullness).value_or("none"));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Schemas, EverySchema,
    ::testing::Values(
        "true", "{}", R"({"type":"null"})", R"({"type":"boolean"})", R"({"const":{"a":[1]}})",
        R"({"enum":["x"],"type":"string"})",
        R"({"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1})",
        R"({"type":"integer","multipleOf":7,"minimum":20,"maximum":22})",
        R"({"type":"number","multipleOf":0.5,"exclusiveMinimum":2,"maximum":2.5})",
        R"({"type":"integer","minimum":-9,"maximum":-3})", R"({"type":"number","maximum":-3.5})",
        R"({"type":"string","minLength":40})", R"({"type":"string","maxLength":3})",
        R"({"type":"string","pattern":"^[A-Z]{2}\\d{4}$"})",
        R"({"type":"string","pattern":"^[a-z]+$","minLength":9})",
        R"({"type":"string","pattern":"^https?://(a|b)\\.com","minLength":30})",
        R"({"type":"string","format":"date-time"})", R"({"type":"string","format":"email"})",
        R"({"type":"string","format":"uuid"})",
        R"({"type":"string","format":"date","pattern":"^2025"})",
        R"({"type":"array","minItems":3,"uniqueItems":true,"items":{"enum":[1,2,3]}})",
        R"({"type":"array","minItems":2,"maxItems":2,"uniqueItems":true,"items":{"type":"boolean"}})",
        R"({"type":"array","minItems":5,"uniqueItems":true,"items":{"type":"string"}})",
        R"({"type":"array","minItems":2,"uniqueItems":true,"items":{"type":"object","properties":{"id":{"type":"integer"}},"required":["id"]}})",
        R"({"type":"array","prefixItems":[{"type":"string"},{"type":"integer"}],"items":false,"minItems":2})",
        R"({"type":"array","items":[{"type":"null"}],"additionalItems":false})",
        R"({"type":"array","contains":{"const":5},"minContains":2})",
        R"({"type":"object","minProperties":3})",
        R"({"type":"object","minProperties":2,"patternProperties":{"^k\\d+$":{"type":"integer"}},"additionalProperties":false})",
        R"({"type":"object","additionalProperties":{"type":"integer"},"propertyNames":{"enum":["a","b"]},"minProperties":2})",
        R"({"type":"object","properties":{"a":{},"b":{}},"dependentRequired":{"a":["b"]},"required":["a"]})",
        R"({"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"maxProperties":1})",
        R"({"allOf":[{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]},{"properties":{"a":{"minLength":30}}}]})",
        R"({"anyOf":[false,{"type":"string","minLength":5,"maxLength":4},{"type":"integer"}]})",
        R"({"oneOf":[{"type":"number"},{"type":"integer"}]})",
        R"({"oneOf":[{"required":["a"]},{"required":["b"]}],"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}}})",
        R"({"type":"object","properties":{"k":{"enum":["x","y"]}},"required":["k"],"if":{"properties":{"k":{"const":"x"}}},"then":{"required":["v"],"properties":{"v":{"type":"integer"}}}})",
        R"({"type":["null","string"]})",
        R"({"not":{"type":"string"},"type":["string","integer"]})"));

TEST(SchemaInstance, WhatCannotBeIsUnsupported) {
  for (const char* schema :
       {"false", R"({"type":"string","minLength":3,"maxLength":2})", R"({"$ref":"#/$defs/gone"})",
        R"({"$ref":"#"})", R"({"type":"integer","minimum":2,"maximum":1})", R"({"enum":[]})",
        R"({"type":"string","pattern":"^(?=a)b"})", R"([])", R"({"type":"nonsense"})",
        R"({"type":"object","required":["a"],"additionalProperties":false})"}) {
    const Result<std::string> made = Make(schema);
    ASSERT_FALSE(made) << schema;
    EXPECT_EQ(made.error().code, ErrorCode::kUnsupported);
  }
}

TEST(SchemaInstance, HostileSchemasEnd) {
  std::string wide = R"({"$defs":{"a":{"anyOf":[)";
  for (int i = 0; i < 200; ++i)
    wide += R"({"type":"object","required":["x"],"properties":{"x":{"$ref":"#/$defs/a"}}},)";
  wide += R"(false]}},"$ref":"#/$defs/a"})";
  EXPECT_FALSE(Make(wide));
  EXPECT_FALSE(Make(R"({"type":"array","minItems":1000000000,"items":{"type":"string"}})"));
  EXPECT_FALSE(Make(R"({"type":"string","minLength":1e300})"));
}

}  // namespace
}  // namespace farthing::sandbox
