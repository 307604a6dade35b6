#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include "api/to_openai.h"

namespace farthing::api::to_openai {
namespace {

using json::Type;

constexpr auto kThinkingRules =
    std::to_array<FieldRule>({{"type"}, {"budget_tokens"}, {"display", Fate::kIgnored}});
constexpr auto kConfigRules = std::to_array<FieldRule>({{"effort"}, {"format"}});
constexpr auto kFormatRules = std::to_array<FieldRule>({{"type"}, {"schema"}});

// The way back of to_anthropic_thinking.cc's shares of max_tokens, cut halfway between them.
std::string_view EffortOfBudget(int64_t budget, int64_t max_tokens) {
  const double share = static_cast<double>(budget) / static_cast<double>(max_tokens);
  if (share < 0.35) return "low";
  return share < 0.65 ? "medium" : "high";
}

// The effort that `thinking` asks for; "" when it leaves that to the model. Thinking that is off,
// Anthropic's default, leaves the field out: most models do not know the effort "none".
std::string_view ThinkingEffort(json::Value thinking, int64_t max_tokens, const FieldPath& path,
                                const Context& context) {
  if (!Expect(thinking, Type::kObject, path, context.log)) return {};
  const Fields<kThinkingRules> fields(thinking, path, context.log);
  const std::string_view type = fields["type"].string();
  if (type == "disabled" || type == "adaptive" || type == "between_tools") return {};
  if (type != "enabled") {
    context.log.Invalid(path.Member("type"),
                        "must be enabled, adaptive, between_tools or disabled");
    return {};
  }
  const auto budget = fields["budget_tokens"].integer();
  if (!budget || *budget < 1) {
    context.log.Invalid(path.Member("budget_tokens"), "must be a whole number of at least 1");
    return {};
  }
  return EffortOfBudget(*budget, max_tokens);
}

std::string_view StatedEffort(json::Value effort, const FieldPath& path, const Context& context) {
  if (!Expect(effort, Type::kString, path, context.log)) return {};
  const std::string_view name = effort.string();
  if (name == "low" || name == "medium" || name == "high" || name == "xhigh" || name == "max") {
    return name;
  }
  context.log.Invalid(path, "must be low, medium, high, xhigh or max");
  return {};
}

// An effort is a hint: a model that does not know so high a one gets its highest.
void WriteEffort(std::string_view effort, const FieldPath& path, const Context& context) {
  static constexpr std::string_view kHighest[] = {"", "high", "xhigh", "max"};
  const std::string_view most = kHighest[static_cast<size_t>(context.options.most_effort)];
  const auto* known = std::ranges::find(kHighest, effort);
  const auto* limit = std::ranges::find(kHighest, most);
  if (most.empty()) {
    context.log.Note(path, "left out, this model cannot be told how much to think");
  } else if (known == std::end(kHighest) || known <= limit) {
    context.out.StringMember("reasoning_effort", effort);
  } else {
    context.log.Note(path, std::string("lowered to ").append(most).append(", the model's highest"));
    context.out.StringMember("reasoning_effort", most);
  }
}

void WriteFormat(json::Value format, const FieldPath& path, const Context& context) {
  if (!Expect(format, Type::kObject, path, context.log)) return;
  const Fields<kFormatRules> fields(format, path, context.log);
  if (fields["type"].string() != "json_schema") {
    return context.log.Invalid(path.Member("type"), "must be json_schema");
  }
  const json::Value schema = fields["schema"];
  if (!Demand(schema, Type::kObject, path.Member("schema"), context.log)) return;
  json::Writer& out = context.out;
  out.Key("response_format").BeginObject().StringMember("type", "json_schema");
  out.Key("json_schema").BeginObject().StringMember("name", "answer");
  out.RawMember("schema", schema.raw()).Key("strict").Bool(FitsStrictMode(schema));
  out.EndObject().EndObject();
}

}  // namespace

void WriteOutput(const Output& fields, const FieldPath& path, const Context& context) {
  const FieldPath config_path = path.Member("output_config");
  json::Value effort_field, format = fields.output_format;
  FieldPath format_path = path.Member("output_format");
  const FieldPath config_format_path = config_path.Member("format");
  if (Expect(fields.output_config, Type::kObject, config_path, context.log)) {
    const Fields<kConfigRules> config(fields.output_config, config_path, context.log);
    effort_field = config["effort"];
    if (config["format"]) {
      format = config["format"];
      format_path = config_format_path;
    }
  }
  const FieldPath thinking_path = path.Member("thinking");
  const std::string_view budgeted =
      ThinkingEffort(fields.thinking, fields.max_tokens, thinking_path, context);
  const FieldPath effort_path = config_path.Member("effort");
  const std::string_view stated = StatedEffort(effort_field, effort_path, context);
  const std::string_view effort = stated.empty() ? budgeted : stated;
  if (!effort.empty()) {
    WriteEffort(effort, stated.empty() ? thinking_path : effort_path, context);
  }
  WriteFormat(format, format_path, context);
}

}  // namespace farthing::api::to_openai
