#include "shape/marks/mark_writer.h"

#include "json/splice.h"

namespace farthing::shape {
namespace {

constexpr size_t kMostOfAnthropic = 4;
constexpr size_t kMostOfOpenAI = 3;
constexpr std::string_view kAnthropicMark = R"("cache_control":{"type":"ephemeral"}})";
constexpr std::string_view kOpenAIMark = R"("prompt_cache_breakpoint":{"mode":"explicit"}})";

}  // namespace

size_t FreeMarks(CacheFamily family, const RequestPrefix& prefix) {
  const size_t most = family == CacheFamily::kMarks ? kMostOfAnthropic : kMostOfOpenAI;
  return prefix.is_callers || prefix.marks >= most ? 0 : most - prefix.marks;
}

std::string WriteMarks(CacheFamily family, std::string_view source, const RequestPrefix& prefix,
                       const MarkPlan& plan) {
  const std::string mark(family == CacheFamily::kMarks ? kAnthropicMark : kOpenAIMark);
  const std::string on_object = "," + mark;
  const std::string on_text = "," + mark + "]";
  json::Splice splice(source);
  for (const size_t index : plan.places) {
    const MarkPlace& place = prefix.places[index];
    const size_t end = place.value.offset + place.value.size;
    if (place.is_text) {
      splice.Insert(place.value.offset, R"([{"type":"text","text":)");
      splice.Insert(end, on_text);
    } else {
      splice.Replace({end - 1, 1}, on_object);
    }
  }
  std::string members;
  if (plan.is_explicit) members += R"("prompt_cache_options":{"mode":"explicit","ttl":"30m"},)";
  if (!plan.cache_key.empty()) {
    members.append(R"("prompt_cache_key":")").append(plan.cache_key).append("\",");
  }
  // A request is an object that has messages, if nothing else.
  splice.Insert(source.find('{') + 1, members);
  std::string marked;
  splice.AppendTo(&marked);
  return marked;
}

}  // namespace farthing::shape
