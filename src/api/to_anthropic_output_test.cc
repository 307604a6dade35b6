#include <string>
#include <string_view>

#include "api/translation_test.h"

// How the answer is to be drawn and shaped: sampling, thinking, schemas, which tools.
namespace farthing::api {
namespace {

Translation Asking(std::string_view members) {
  return FromOpenAI(R"({"model":"m","messages":[{"role":"user","content":"Hi"}],)" +
                    std::string(members) + "}");
}

Translation AskingOf(std::string_view model, std::string_view members) {
  Translation translation = Asking(members);
  translation.options().served_model = model;
  return translation;
}

TEST(ToAnthropicOutput, PassesOverOpenAIsOwnSampling) {
  const Translation translation = AskingOf("claude-opus-4-5", R"("temperature":0.5,"top_p":1)");
  translation.Says(R"("temperature":0.5)");
  translation.DoesNotSay("top_p");
  Asking(R"("temperature":1.0,"top_p":0.5)").DoesNotSay("temperature");
}

// "`temperature` and `top_p` cannot both be specified for this model"
TEST(ToAnthropicOutput, CannotSayTemperatureAndTopPToAModelThatTakesOne) {
  for (std::string_view model :
       {"claude-opus-4-1-20250805", "claude-haiku-4-5", "claude-sonnet-4-6"}) {
    Translation translation = AskingOf(model, R"("temperature":0.5,"top_p":0.9)");
    translation.CannotSay("top_p");
    translation.Says(R"("temperature":0.5)");
  }
  for (std::string_view model : {"claude-3-haiku-20240307", "claude-sonnet-4-20250514", "other"}) {
    AskingOf(model, R"("temperature":0.5,"top_p":0.9)").Says(R"("temperature":0.5,"top_p":0.9)");
  }
}

TEST(ToAnthropicOutput, CannotSaySamplingToAModelThatThinks) {
  Asking(R"("reasoning_effort":"high","temperature":0.2)").CannotSay("temperature");
  Asking(R"("reasoning_effort":"high","temperature":1.5)").CannotSay("temperature");
  Asking(R"("reasoning_effort":"high","top_p":0.9)").CannotSay("top_p");
  Asking(R"("thinking":{"type":"adaptive"},"top_k":5)").CannotSay("top_k");
  Asking(R"("reasoning_effort":"high","temperature":1,"top_p":0.95)").Says(R"("top_p":0.95)");
  Asking(R"("reasoning_effort":"none","temperature":0.2)").Says(R"("temperature":0.2)");
  Asking(R"("reasoning_effort":"low","max_tokens":1024,"temperature":0.2)")
      .With(ThinkingStyle::kBudget)
      .Says(R"("temperature":0.2)");
}

constexpr std::string_view kTools =
    R"("tools":[{"type":"function","function":{"name":"f"}},{"type":"function","function":{"name":"g"}}])";

TEST(ToAnthropicOutput, SaysTheEffortWhereAForcedToolForbidsThinking) {
  const Translation translation =
      Asking(std::string(kTools) + R"(,"tool_choice":"required","reasoning_effort":"low")");
  translation.Says(R"("output_config":{"effort":"low"})");
  translation.DoesNotSay(R"("thinking":)");
  Asking(std::string(kTools) + R"(,"tool_choice":"required","reasoning_effort":"low")")
      .With(ThinkingStyle::kBudget)
      .DoesNotSay("effort");
}

Translation Allowing(std::string_view mode, std::string_view tools) {
  return Asking(
      std::string(kTools) +
      R"(,"reasoning_effort":"low","tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":")" +
      std::string(mode) + R"(","tools":)" + std::string(tools) + "}}");
}

TEST(ToAnthropicOutput, SaysAllowedToolsByLeavingTheOthersOut) {
  constexpr std::string_view kG = R"([{"type":"function","function":{"name":"g"}}])";
  constexpr std::string_view kOnlyG =
      R"("tools":[{"name":"g","input_schema":{"type":"object","properties":{}}}])";
  const Translation optional = Allowing("auto", kG), forced = Allowing("required", kG);
  optional.Says(kOnlyG);
  optional.DoesNotSay("tool_choice");
  optional.Says(R"("thinking":{"type":"adaptive"})");
  forced.Says(std::string(kOnlyG) + R"(,"tool_choice":{"type":"any"})");
  forced.DoesNotSay(R"("thinking":)");
}

TEST(ToAnthropicOutput, RefusesMalformedAllowedTools) {
  Allowing("auto", R"([{"type":"function","function":{"name":"h"}}])")
      .IsRefused(400, "tool_choice");
  Allowing("auto", R"([{"type":"function"}])")
      .IsRefused(400, "tool_choice.allowed_tools.tools[0].function");
  Allowing("maybe", R"([{"type":"function","function":{"name":"f"}}])")
      .IsRefused(400, "tool_choice.allowed_tools.mode");
  Allowing("auto", "{}").IsRefused(400, "tool_choice.allowed_tools.tools");
  Asking(std::string(kTools) + R"(,"tool_choice":{"type":"allowed_tools"})")
      .IsRefused(400, "tool_choice.allowed_tools");
}

Translation Shaped(std::string_view schema) {
  return Asking(R"("response_format":{"type":"json_schema","json_schema":{"name":"n","schema":)" +
                std::string(schema) + "}}");
}

constexpr std::string_view kSchemaPath = "response_format.json_schema.schema";

TEST(ToAnthropicOutput, ClosesTheObjectsOfASchemaAndSaysSo) {
  const Translation translation = Shaped(
      R"({"type":"object", "properties":{"properties":{"type":["object","null"],"properties":{}},)"
      R"("l":{"items":{"anyOf":[{"properties":{"x":{}},"type":"object" },{"type":"string"}]}}},)"
      R"("$defs":{"d":{"type":"object","properties":{"type":{"const":"object"}},"additionalProperties": false}}})");
  translation.Says(
      R"({"type":"object", "properties":{"properties":{"type":["object","null"],"properties":{},"additionalProperties":false},)"
      R"("l":{"items":{"anyOf":[{"properties":{"x":{}},"type":"object" ,"additionalProperties":false},{"type":"string"}]}}},)"
      R"("$defs":{"d":{"type":"object","properties":{"type":{"const":"object"}},"additionalProperties": false}},"additionalProperties":false})");
  translation.Warns(kSchemaPath);
}

TEST(ToAnthropicOutput, CannotSayAnOpenObject) {
  const std::string path(kSchemaPath);
  for (std::string_view open : {"true", R"({"type":"string"})"}) {
    Translation translation = Shaped(R"({"type":"object","properties":{},"additionalProperties":)" +
                                     std::string(open) + "}");
    translation.IsRefused(422, path + ".additionalProperties");
    translation.Dropping().Says(R"("additionalProperties":false})");
  }
  Shaped(R"({"type":"array","items":{"type":"object"}})").IsRefused(422, path + ".items");
}

}  // namespace
}  // namespace farthing::api
