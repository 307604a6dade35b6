#include <string_view>

#include "api/to_openai.h"

namespace farthing::api::to_openai {
namespace {

using json::Type;

constexpr auto kToolRules = std::to_array<FieldRule>({
    {"type"},
    {"name"},
    {"description"},
    {"input_schema"},
    {"strict"},
    {"cache_control", Fate::kIgnored},
    {"eager_input_streaming", Fate::kIgnored},
    {"allowed_callers", Fate::kRefused, R"(["direct"])"},
    {"defer_loading", Fate::kRefused, "false"},
    {"input_examples", Fate::kRefused},
});

void WriteStrict(json::Value strict, json::Value schema, const FieldPath& path,
                 const Context& context) {
  if (!Expect(strict, Type::kBool, path, context.log)) return;
  const bool wanted = strict.boolean().value_or(false);
  const bool fits = FitsStrictMode(schema);
  if (wanted && !fits) {
    context.log.Note(path,
                     "left out, the schema has optional or open parts, which OpenAI's strict "
                     "mode does not take");
  }
  context.out.Key("strict").Bool(wanted && fits);
}

void WriteTool(json::Value tool, const FieldPath& path, const Context& context) {
  if (!Demand(tool, Type::kObject, path, context.log)) return;
  const json::Value type = tool.Find("type");
  if (type && !type.is_null() && type.string() != "custom") {
    return context.log.Cannot(path.Member("type"),
                              "only tools of the caller's own can be translated");
  }
  const Fields<kToolRules> fields(tool, path, context.log);
  json::Writer& out = context.out;
  out.BeginObject().StringMember("type", "function").Key("function").BeginObject();
  if (Demand(fields["name"], Type::kString, path.Member("name"), context.log)) {
    out.RawMember("name", fields["name"].raw());
  }
  if (Expect(fields["description"], Type::kString, path.Member("description"), context.log)) {
    out.RawMember("description", fields["description"].raw());
  }
  if (Demand(fields["input_schema"], Type::kObject, path.Member("input_schema"), context.log)) {
    out.RawMember("parameters", fields["input_schema"].raw());
  }
  WriteStrict(fields["strict"], fields["input_schema"], path.Member("strict"), context);
  out.EndObject().EndObject();
}

constexpr auto kChoiceRules =
    std::to_array<FieldRule>({{"type"}, {"name"}, {"disable_parallel_tool_use"}});

void WriteNamedChoice(json::Value name, const FieldPath& path, const Context& context) {
  if (!Demand(name, Type::kString, path, context.log)) return;
  context.out.Key("tool_choice").BeginObject().StringMember("type", "function");
  context.out.Key("function").BeginObject().RawMember("name", name.raw()).EndObject().EndObject();
}

void WriteChoice(json::Value choice, const FieldPath& path, const Context& context) {
  if (!Expect(choice, Type::kObject, path, context.log)) return;
  const Fields<kChoiceRules> fields(choice, path, context.log);
  const std::string_view type = fields["type"].string();
  if (type == "auto" || type == "none") {
    context.out.StringMember("tool_choice", type);
  } else if (type == "any") {
    context.out.StringMember("tool_choice", "required");
  } else if (type == "tool") {
    WriteNamedChoice(fields["name"], path.Member("name"), context);
  } else {
    context.log.Invalid(path.Member("type"), "must be auto, any, tool or none");
  }
  const json::Value serial = fields["disable_parallel_tool_use"];
  const FieldPath place = path.Member("disable_parallel_tool_use");
  if (Expect(serial, Type::kBool, place, context.log)) {
    context.out.Key("parallel_tool_calls").Bool(!serial.boolean().value_or(false));
  }
}

}  // namespace

void WriteTools(json::Value tools, json::Value tool_choice, const FieldPath& path,
                const Context& context) {
  const FieldPath place = path.Member("tools");
  if (!Expect(tools, Type::kArray, place, context.log) || tools.size() == 0) return;
  context.out.Key("tools").BeginArray();
  size_t index = 0;
  for (json::Value tool : tools) WriteTool(tool, place.Element(index++), context);
  context.out.EndArray();
  WriteChoice(tool_choice, path.Member("tool_choice"), context);
}

}  // namespace farthing::api::to_openai
