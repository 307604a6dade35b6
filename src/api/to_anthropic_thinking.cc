#include <algorithm>
#include <array>
#include <string_view>

#include "api/to_anthropic.h"

namespace farthing::api::to_anthropic {
namespace {

using json::Type;

constexpr int64_t kLeastBudget = 1024;  // Anthropic's own bound; also below max_tokens

// OpenAI's efforts in Anthropic's words, and for models that want a budget the share of max_tokens
// (which limits thinking and answer together in both dialects) that may be thought away.
struct Effort {
  std::string_view openai;
  std::string_view anthropic;
  double share;
};
constexpr std::array<Effort, 6> kEfforts = {{
    {"minimal", "low", 0.05},
    {"low", "low", 0.2},
    {"medium", "medium", 0.5},
    {"high", "high", 0.8},
    {"xhigh", "xhigh", 0.9},
    {"max", "max", 0.95},
}};

const Effort* FindEffort(std::string_view name) {
  const auto found = std::find_if(kEfforts.begin(), kEfforts.end(),
                                  [name](const Effort& effort) { return effort.openai == name; });
  return found == kEfforts.end() ? nullptr : &*found;
}

// What a model is told: to think or not, and the effort of its output_config ("" for none).
struct Told {
  bool thinks = false;
  std::string_view effort = {};
};

Told WriteBudget(const Effort& effort, const Thinking& fields, const FieldPath& path,
                 const Context& context) {
  if (fields.max_tokens <= kLeastBudget) {
    context.log.Note(path, "left out, max_tokens leaves no room to think (1024 at least)");
    return {};
  }
  if (ContinuesUnthinking(fields.messages)) {
    context.log.Note(path, "left out, the thinking that led to the tool calls is not there");
    return {};
  }
  const auto share = static_cast<int64_t>(static_cast<double>(fields.max_tokens) * effort.share);
  const int64_t budget = std::clamp(share, kLeastBudget, fields.max_tokens - 1);
  context.out.Key("thinking").BeginObject();
  context.out.StringMember("type", "enabled").IntMember("budget_tokens", budget).EndObject();
  return {.thinks = true};
}

Told WriteAdaptive(const Effort& effort, const Thinking& fields, const FieldPath& path,
                   const Context& context) {
  if (fields.forced_tool) {
    context.log.Note(path,
                     "without thinking, which Anthropic's models do not where a tool is forced");
    return {.effort = effort.anthropic};
  }
  context.out.Key("thinking").BeginObject().StringMember("type", "adaptive").EndObject();
  return {.thinks = true, .effort = effort.anthropic};
}

// Says `reasoning_effort`, beside the caller's own `thinking` where there is one.
Told WriteEffort(const Thinking& fields, const FieldPath& path, const Context& context) {
  const bool own = static_cast<bool>(fields.thinking);
  const Told said = {.thinks = own && fields.thinking.Find("type").string() != "disabled"};
  if (!Expect(fields.effort, Type::kString, path, context.log)) return said;
  if (fields.effort.string() == "none") {
    if (!own)
      context.out.Key("thinking").BeginObject().StringMember("type", "disabled").EndObject();
    return said;
  }
  const Effort* effort = FindEffort(fields.effort.string());
  if (effort == nullptr) {
    context.log.Invalid(path, "must be none, minimal, low, medium, high or xhigh");
    return said;
  }
  if (own) return {.thinks = said.thinks, .effort = effort->anthropic};
  if (context.options.thinking == ThinkingStyle::kAdaptive) {
    return WriteAdaptive(*effort, fields, path, context);
  }
  if (!fields.forced_tool) return WriteBudget(*effort, fields, path, context);
  context.log.Note(path, "left out, Anthropic's models do not think when a tool is forced");
  return said;
}

constexpr auto kFormatRules = std::to_array<FieldRule>({{"type"}, {"json_schema"}});
constexpr auto kSchemaRules = std::to_array<FieldRule>({
    {"name", Fate::kIgnored},
    {"strict", Fate::kIgnored},  // Anthropic's is always strict
    {"description", Fate::kNoted},
    {"schema"},
});

// The schema asked for; missing when the answer is plain text.
json::Value FindSchema(json::Value format, const FieldPath& path, const Context& context) {
  if (!Expect(format, Type::kObject, path, context.log)) return {};
  const Fields<kFormatRules> fields(format, path, context.log);
  const std::string_view type = fields["type"].string();
  if (type == "text") return {};
  if (type == "json_schema") {
    const json::Value json_schema = fields["json_schema"];
    const FieldPath place = path.Member("json_schema");
    if (!Demand(json_schema, Type::kObject, place, context.log)) return {};
    const Fields<kSchemaRules> inner(json_schema, place, context.log);
    Demand(inner["schema"], Type::kObject, place.Member("schema"), context.log);
    return inner["schema"];
  }
  context.log.Cannot(path.Member("type"), "Anthropic knows only a json_schema, not any JSON");
  return {};
}

}  // namespace

bool WriteThinkingAndFormat(const Thinking& fields, const FieldPath& path, const Context& context) {
  if (Expect(fields.thinking, Type::kObject, path.Member("thinking"), context.log)) {
    context.out.RawMember("thinking", fields.thinking.raw());
  }
  const Told told = WriteEffort(fields, path.Member("reasoning_effort"), context);
  const FieldPath format_path = path.Member("response_format");
  const json::Value schema = FindSchema(fields.response_format, format_path, context);
  if (told.effort.empty() && !schema) return told.thinks;
  context.out.Key("output_config").BeginObject();
  if (!told.effort.empty()) context.out.StringMember("effort", told.effort);
  if (schema) {
    const FieldPath schema_path = format_path.Member("json_schema");
    context.out.Key("format").BeginObject().StringMember("type", "json_schema");
    WriteClosedSchema(schema, schema_path.Member("schema"), context);
    context.out.EndObject();
  }
  context.out.EndObject();
  return told.thinks;
}

}  // namespace farthing::api::to_anthropic
