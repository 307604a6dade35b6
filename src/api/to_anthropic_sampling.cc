#include <algorithm>
#include <array>
#include <string_view>

#include "api/to_anthropic.h"

namespace farthing::api::to_anthropic {
namespace {

using json::Type;

constexpr double kLeastThinkingTopP = 0.95;

// Claude from 4.1 on; the other models of Anthropic's dialect and the older ones take both.
bool TakesTemperatureOrTopP(std::string_view model) {
  static constexpr std::array<std::string_view, 7> kTakeBoth = {
      "claude-3",          "opus-4-0",          "opus-4-2",        "opus-4@",
      "claude-sonnet-4-0", "claude-sonnet-4-2", "claude-sonnet-4@"};
  const auto is_model = [model](std::string_view name) { return model.find(name) != model.npos; };
  return is_model("claude") && std::none_of(kTakeBoth.begin(), kTakeBoth.end(), is_model);
}

void WriteTemperature(json::Value temperature, const FieldPath& path, const Context& context) {
  if (!Expect(temperature, Type::kNumber, path, context.log)) return;
  if (temperature.number().value_or(0) <= 1) {
    context.out.RawMember("temperature", temperature.raw());
    return;
  }
  context.log.Cannot(path,
                     "Anthropic's temperature ends at 1 (lowered to 1 where dropping is set)");
  context.out.IntMember("temperature", 1);
}

void WriteStop(json::Value stop, const FieldPath& path, const Context& context) {
  if (!stop) return;
  if (stop.is_string()) {
    context.out.Key("stop_sequences").BeginArray().Raw(stop.raw()).EndArray();
    return;
  }
  if (!stop.is_array()) return context.log.Invalid(path, "must be a string or an array of strings");
  if (stop.size() == 0) return;
  size_t index = 0;
  for (json::Value sequence : stop)
    Demand(sequence, Type::kString, path.Element(index++), context.log);
  context.out.RawMember("stop_sequences", stop.raw());
}

// A model that thinks draws from its own distribution: only a mild top_p may be said.
void LeaveOutWhileThinking(const FieldPath& path, const Context& context, Sampling* fields) {
  const auto leave_out = [&](std::string_view name, json::Value* field) {
    context.log.Cannot(path.Member(name), "Anthropic's models do not take it while they think");
    *field = {};
  };
  if (fields->temperature.is_number()) leave_out("temperature", &fields->temperature);
  if (fields->top_p.number().value_or(1) < kLeastThinkingTopP) leave_out("top_p", &fields->top_p);
  if (fields->top_k.is_number()) leave_out("top_k", &fields->top_k);
}

}  // namespace

void WriteSampling(const Sampling& asked, const FieldPath& path, const Context& context) {
  Sampling fields = asked;
  const FieldPath top_p_path = path.Member("top_p");
  if (fields.thinks) LeaveOutWhileThinking(path, context, &fields);
  if (fields.temperature && fields.top_p && TakesTemperatureOrTopP(context.options.served_model)) {
    context.log.Cannot(top_p_path, "this model takes only one of temperature and top_p");
    fields.top_p = {};
  }
  WriteTemperature(fields.temperature, path.Member("temperature"), context);
  if (Expect(fields.top_p, Type::kNumber, top_p_path, context.log)) {
    context.out.RawMember("top_p", fields.top_p.raw());
  }
  if (Expect(fields.top_k, Type::kNumber, path.Member("top_k"), context.log)) {
    context.out.RawMember("top_k", fields.top_k.raw());
  }
  WriteStop(fields.stop, path.Member("stop"), context);
}

}  // namespace farthing::api::to_anthropic
