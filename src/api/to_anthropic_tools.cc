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

// Writes the member "name" of a named choice and returns its Anthropic type; "" when it cannot be
// said.
json::Value NamedTool(json::Value choice, const FieldPath& path, const Context& context) {
  if (choice.Find("type").string() != "function") {
    context.log.Cannot(path.Member("type"), "Anthropic can be told one function or any, no more");
    return {};
  }
  const Fields<kNamedRules> fields(choice, path, context.log);
  const json::Value name = fields["function"].Find("name");
  Demand(name, Type::kString, path.Member("function"), context.log);
  return name;
}

std::string_view TypeOfChoice(std::string_view choice) {
  if (choice == "auto") return "auto";
  if (choice == "required") return "any";
  if (choice == "none") return "none";
  return {};
}

void WriteChoice(json::Value choice, bool serial, const FieldPath& path, const Context& context) {
  std::string_view type = "auto";
  json::Value name;
  if (choice.is_object()) {
    name = NamedTool(choice, path, context);
    if (name.is_string()) type = "tool";
  } else if (Expect(choice, Type::kString, path, context.log)) {
    type = TypeOfChoice(choice.string());
    if (type.empty()) context.log.Invalid(path, "must be none, auto, required or a function");
  }
  if (type == "auto" && !serial) return;  // Anthropic's default
  context.out.Key("tool_choice").BeginObject().StringMember("type", type);
  if (name.is_string()) context.out.RawMember("name", name.raw());
  if (serial && type != "none") context.out.RawMember("disable_parallel_tool_use", "true");
  context.out.EndObject();
}

}  // namespace

bool ForcesTool(json::Value choice) { return choice.is_object() || choice.string() == "required"; }

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
  context.out.Key("tools").BeginArray();
  size_t index = 0;
  for (json::Value tool : fields.tools) WriteTool(tool, tools_path.Element(index++), context);
  context.out.EndArray();
  const bool serial = has_parallel && !fields.parallel.boolean().value_or(true);
  WriteChoice(fields.choice, serial, choice_path, context);
}

}  // namespace farthing::api::to_anthropic
