#include "gateway/inspect.h"

#include <algorithm>
#include <iterator>

#include "api/provider_error.h"
#include "api/usage.h"

namespace farthing::gateway {
namespace {

// What tells the usage and what its price depends on; `output` holds the calls of the responses
// API's own tools.
constexpr std::string_view kTelling[] = {"usage", "service_tier", "model",        "output",
                                         "meta",  "x_groq",       "usageMetadata"};

bool IsTelling(std::string_view key) {
  return std::ranges::find(kTelling, key) != std::end(kTelling);
}

}  // namespace

Result<model::UsageTally> AnswerInspector::Inspect(api::Dialect dialect, std::string_view body) {
  Result<std::span<const json::Member>> members = scanner_.Scan(body);
  if (!members) return Fail(Error::Upstream("The provider's answer is not a JSON object.", true));
  const json::Member* const error = json::FindMember(*members, "error");
  if (error != nullptr && error->type != json::Type::kNull) {
    if (std::optional<Error> reported = api::ErrorInsideAnswer(dialect, body)) {
      return Fail(std::move(*reported));
    }
  }
  telling_.clear();
  for (const json::Member& member : *members) {
    if (!IsTelling(member.key)) continue;
    telling_.append(telling_.empty() ? "{" : ",").append(member.whole.In(body));
  }
  model::UsageTally usage;
  if (telling_.empty()) return usage;
  telling_.push_back('}');
  if (document_.Load(telling_)) api::TakeUsage(dialect, document_.root(), &usage);
  return usage;
}

}  // namespace farthing::gateway
