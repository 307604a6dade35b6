#include <algorithm>
#include <string_view>

#include "api/to_openai.h"

namespace farthing::api::to_openai {
namespace {

// Keywords that OpenAI's strict mode does not take at all.
constexpr std::string_view kForeign[] = {
    "allOf", "oneOf", "not", "if", "dependentRequired", "dependentSchemas"};

}  // namespace

bool FitsStrictMode(json::Value schema) {
  const json::Value properties = schema.Find("properties");
  if (properties.is_object() || schema.Find("type").string() == "object") {
    if (schema.Find("additionalProperties").boolean().value_or(true)) return false;
    if (schema.Find("required").size() != properties.size()) return false;
  }
  for (json::Value member : schema) {
    if (std::ranges::find(kForeign, member.key()) != std::end(kForeign)) return false;
    const bool nested = member.is_object() || member.is_array();
    if (nested && !FitsStrictMode(member)) return false;
  }
  return true;
}

}  // namespace farthing::api::to_openai
