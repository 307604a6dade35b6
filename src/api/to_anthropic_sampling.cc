#include "api/to_anthropic.h"

namespace farthing::api::to_anthropic {
namespace {

using json::Type;

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

}  // namespace

void WriteSampling(const Sampling& fields, const FieldPath& path, const Context& context) {
  WriteTemperature(fields.temperature, path.Member("temperature"), context);
  if (Expect(fields.top_p, Type::kNumber, path.Member("top_p"), context.log)) {
    context.out.RawMember("top_p", fields.top_p.raw());
  }
  if (Expect(fields.top_k, Type::kNumber, path.Member("top_k"), context.log)) {
    context.out.RawMember("top_k", fields.top_k.raw());
  }
  WriteStop(fields.stop, path.Member("stop"), context);
}

}  // namespace farthing::api::to_anthropic
