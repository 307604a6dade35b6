#include <algorithm>
#include <string_view>

#include "api/to_anthropic.h"

namespace farthing::api::to_anthropic {
namespace {

using json::Type;

constexpr auto kToolRules = std::to_array<FieldRule>({{"type"}, {"function"}, {"cache_control"}});
constexpr auto kFunctionRules = std::to_array<FieldRule>(
    {{"name"}, {"description"}, {"parameters"}, {"strict"}, {"cache_control"}});

// What a function without parameters is to Anthropic, which demands a schema.
constexpr std::string_view kNoParameters = R"({"type":"object","properties":{}})";

void WriteFunction(json::Value function, json::Value cache_control, const FieldPath& path,
                   const Context& context) {
  const Fields<kFunctionRules> fields(function, path, context.log);
  json::Writer& out = context.out;
  out.BeginObject();
  if (Demand(fields["name"], Type::kString, path.Member("name"), context.log)) {
    out.RawMember("name", fields["name"].raw());
  }
  if (Expect(fields["description"], Type::kString, path.Member("description"), context.log)) {
    out.RawMember("description", fields["description"].raw());
  }
  const json::Value parameters = fields["parameters"];
  Expect(parameters, Type::kObject, path.Member("parameters"), context.log);
  const bool empty = !parameters || parameters.size() == 0;
  out.RawMember("input_schema", empty ? kNoParameters : parameters.raw());
  if (Expect(fields["strict"], Type::kBool, path.Member("strict"), context.log)) {
    out.RawMember("strict", fields["strict"].raw());
  }
  if (!cache_control) cache_control = fields["cache_control"];
  if (cache_control) out.RawMember("cache_control", cache_control.raw());
  out.EndObject();
}

void WriteTool(json::Value tool, const FieldPath& path, const Context& context) {
  if (!Demand(tool, Type::kObject, path, context.log)) return;
  if (tool.Find("type").string() != "function") {
    return context.log.Cannot(path.Member("type"), "Anthropic has no such tool, only functions");
  }
  const Fields<kToolRules> fields(tool, path, context.log);
  const FieldPath place = path.Member("function");
  if (!Demand(fields["function"], Type::kObject, place, context.log)) return;
  WriteFunction(fields["function"], fields["cache_control"], place, context);
}

constexpr auto kNamedRules = std::to_array<FieldRule>({{"type"}, {"function"}});
constexpr auto kListRules = std::to_array<FieldRule>({{"type"}, {"allowed_tools"}});
constexpr auto kAllowedRules = std::to_array<FieldRule>({{"mode"}, {"tools"}});

// What tool_choice says, in Anthropic's words.
struct Choice {
  std::string_view type = "auto";
  json::Value name = {};     // of the one tool that must be called
  json::Value allowed = {};  // an array of the only tools that may be called; missing: all
};

json::Value NameOf(json::Value tool) { return tool.Find("function").Find("name"); }

Choice ReadMode(json::Value mode, const FieldPath& path, const Context& context) {
  if (!Expect(mode, Type::kString, path, context.log) || mode.string() == "auto") return {};
  if (mode.string() == "required") return {.type = "any"};
  if (mode.string() == "none") return {.type = "none"};
  context.log.Invalid(path, "must be none, auto, required or a function");
  return {};
}

Choice ReadAllowedTools(json::Value choice, const FieldPath& path, const Context& context) {
  const Fields<kListRules> fields(choice, path, context.log);
  const FieldPath place = path.Member("allowed_tools"), tools_path = place.Member("tools");
  if (!Demand(fields["allowed_tools"], Type::kObject, place, context.log)) return {};
  const Fields<kAllowedRules> list(fields["allowed_tools"], place, context.log);
  if (!Demand(list["tools"], Type::kArray, tools_path, context.log)) return {};
  size_t index = 0;
  for (json::Value tool : list["tools"]) {
    const FieldPath tool_path = tools_path.Element(index++);
    Demand(NameOf(tool), Type::kString, tool_path.Member("function"), context.log);
  }
  Choice read = ReadMode(list["mode"], place.Member("mode"), context);
  read.allowed = list["tools"];
  return read;
}

Choice ReadChoice(json::Value choice, const FieldPath& path, const Context& context) {
  if (!choice.is_object()) return ReadMode(choice, path, context);
  const std::string_view type = choice.Find("type").string();
  if (type == "allowed_tools") return ReadAllowedTools(choice, path, context);
  if (type != "function") {
    context.log.Cannot(path.Member("type"), "Anthropic can be told functions or any, no more");
    return {};
  }
  const Fields<kNamedRules> fields(choice, path, context.log);
  const json::Value name = NameOf(choice);
  Demand(name, Type::kString, path.Member("function"), context.log);
  return {.type = "tool", .name = name};
}

bool Allows(const Choice& choice, json::Value tool) {
  const auto is_named = [name = NameOf(tool).string()](json::Value allowed) {
    return NameOf(allowed).string() == name;
  };
  return !choice.allowed || std::any_of(choice.allowed.begin(), choice.allowed.end(), is_named);
}

void WriteChoice(const Choice& choice, bool serial, const Context& context) {
  if (choice.type == "auto" && !serial) return;  // Anthropic's default
  context.out.Key("tool_choice").BeginObject().StringMember("type", choice.type);
  if (choice.name.is_string()) context.out.RawMember("name", choice.name.raw());
  if (serial && choice.type != "none") context.out.RawMember("disable_parallel_tool_use", "true");
  context.out.EndObject();
}

}  // namespace

bool ForcesTool(json::Value choice) {
  if (!choice.is_object()) return choice.string() == "required";
  const json::Value allowed = choice.Find("allowed_tools");
  return !allowed || allowed.Find("mode").string() == "required";
}

void WriteTools(const ToolChoice& fields, const FieldPath& path, const Context& context) {
  const FieldPath tools_path = path.Member("tools"), choice_path = path.Member("tool_choice");
  const bool has_parallel =
      Expect(fields.parallel, Type::kBool, path.Member("parallel_tool_calls"), context.log);
  const bool has_tools = Expect(fields.tools, Type::kArray, tools_path, context.log);
  if (!has_tools || fields.tools.size() == 0) {
    if (ForcesTool(fields.choice))
      context.log.Invalid(choice_path, "forces a tool, but `tools` is empty");
    return;
  }
  const Choice choice = ReadChoice(fields.choice, choice_path, context);
  context.out.Key("tools").BeginArray();
  size_t index = 0, written = 0;
  for (json::Value tool : fields.tools) {
    const FieldPath tool_path = tools_path.Element(index++);
    if (!Allows(choice, tool)) continue;
    WriteTool(tool, tool_path, context);
    ++written;
  }
  context.out.EndArray();
  if (written == 0) context.log.Invalid(choice_path, "allows no tool of `tools`");
  const bool serial = has_parallel && !fields.parallel.boolean().value_or(true);
  WriteChoice(choice, serial, context);
}

}  // namespace farthing::api::to_anthropic
