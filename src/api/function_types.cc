#include "api/function_types.h"

#include <string_view>

namespace farthing::api {
namespace {

// Descriptions of what lies deeper are not shown.
constexpr size_t kDeepestDescription = 2;

void AppendProperties(json::Value object, size_t indent, std::string* out);

// `"a" | "b"`: strings keep their quotes, all else is written as it stands.
void AppendChoice(json::Value values, std::string* out) {
  std::string_view bar;
  for (json::Value value : values) {
    out->append(bar).append(value.raw());
    bar = " | ";
  }
}

void AppendType(json::Value schema, size_t indent, std::string* out) {
  const std::string_view type = schema.Find("type").string();
  const json::Value choice = schema.Find("enum");
  const bool may_choose = type == "string" || type == "integer" || type == "number";
  if (may_choose && choice) return AppendChoice(choice, out);
  if (type == "string" || type == "boolean" || type == "null") {
    out->append(type);
  } else if (type == "integer" || type == "number") {
    out->append("number");
  } else if (type == "array") {
    if (const json::Value items = schema.Find("items")) {
      AppendType(items, indent, out);
    } else {
      out->append("any");
    }
    out->append("[]");
  } else if (type == "object") {
    out->append("{\n");
    AppendProperties(schema, indent + 2, out);
    out->append("\n").append(indent, ' ').append("}");
  } else {
    out->append("any");
  }
}

bool IsRequired(json::Value object, std::string_view name) {
  for (json::Value required : object.Find("required")) {
    if (required.string() == name) return true;
  }
  return false;
}

void AppendProperties(json::Value object, size_t indent, std::string* out) {
  bool is_first = true;
  for (json::Value property : object.Find("properties")) {
    if (!is_first) out->append("\n");
    is_first = false;
    const std::string_view description = property.Find("description").string();
    if (!description.empty() && indent < kDeepestDescription) {
      out->append(indent, ' ').append("// ").append(description).append("\n");
    }
    out->append(indent, ' ').append(property.key());
    out->append(IsRequired(object, property.key()) ? ": " : "?: ");
    AppendType(property, indent, out);
    out->append(",");
  }
}

void AppendFunction(json::Value function, std::string* out) {
  const std::string_view description = function.Find("description").string();
  if (!description.empty()) out->append("// ").append(description).append("\n");
  out->append("type ").append(function.Find("name").string());
  const json::Value parameters =
      function.Find("parameters") ? function.Find("parameters") : function.Find("input_schema");
  if (parameters.Find("properties").size() == 0) {
    out->append(" = () => any;\n\n");
    return;
  }
  out->append(" = (_: {\n");
  AppendProperties(parameters, 0, out);
  out->append("\n}) => any;\n\n");
}

}  // namespace

void AppendFunctionTypes(json::Value tools, std::string* out) {
  out->append("namespace functions {\n\n");
  for (json::Value tool : tools) {
    const json::Value function = tool.Find("function");
    AppendFunction(function ? function : tool, out);
  }
  out->append("} // namespace functions");
}

}  // namespace farthing::api
