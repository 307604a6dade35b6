#include "shape/marks/mark_request.h"

#include <fmt/format.h>

#include <algorithm>

#include "shape/marks/mark_writer.h"

namespace farthing::shape {
namespace {

// The places that the answer names and that bear no mark yet: of too many, the whole request's
// first, then what is held already. Ascending.
std::vector<size_t> PlacesToMark(const RequestPrefix& prefix, const ReuseAnswer& answer,
                                 size_t most) {
  std::vector<size_t> places;
  for (const size_t place : {answer.whole, answer.live, answer.shared}) {
    if (place == 0 || prefix.places[place - 1].is_marked) continue;
    const bool is_new = std::ranges::find(places, place - 1) == places.end();
    if (is_new && places.size() < most) places.push_back(place - 1);
  }
  std::ranges::sort(places);
  return places;
}

}  // namespace

MarkedRequest MarkRequest(CacheFamily family, std::string_view source, const RequestPrefix& prefix,
                          const ReuseAnswer& answer) {
  MarkedRequest marked;
  const bool is_openai = family != CacheFamily::kMarks;
  MarkPlan plan;
  std::vector<size_t> places;
  if (family != CacheFamily::kKey) {
    places = PlacesToMark(prefix, answer, FreeMarks(family, prefix));
    plan.places = places;
    // Where the budget does not reach, OpenAI marks the request itself.
    plan.is_explicit = is_openai && !prefix.is_callers && prefix.marks == 0 && !answer.is_held_back;
  }
  const std::string key = fmt::format("farthing-{:016x}", prefix.conversation);
  if (is_openai && !prefix.has_key) plan.cache_key = key;
  marked.account = {.is_marked = plan.is_explicit || !places.empty(),
                    .marks_itself = is_openai,
                    .tokens = prefix.tokens,
                    .ours = prefix.marked_tokens,
                    .callers = prefix.marked_tokens};
  if (!places.empty()) {
    int64_t& ours = marked.account.ours;
    ours = std::max(ours, prefix.places[places.back()].point.tokens);
  }
  if (answer.ended > 0) marked.account.held = prefix.places[answer.ended - 1].point.tokens;
  if (!marked.account.is_marked && plan.cache_key.empty()) return marked;
  marked.body = WriteMarks(family, source, prefix, plan);
  return marked;
}

std::vector<PrefixPoint> PointsOf(const RequestPrefix& prefix) {
  std::vector<PrefixPoint> points;
  points.reserve(prefix.places.size());
  for (const MarkPlace& place : prefix.places) points.push_back(place.point);
  return points;
}

}  // namespace farthing::shape
