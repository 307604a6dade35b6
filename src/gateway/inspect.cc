#include "gateway/inspect.h"

#include "api/provider_error.h"

namespace farthing::gateway {

Result<api::Usage> AnswerInspector::Inspect(api::Dialect dialect, std::string_view body) {
  Result<std::span<const json::Member>> members = scanner_.Scan(body);
  if (!members) return Fail(Error::Upstream("The provider's answer is not a JSON object.", true));
  const json::Member* const error = json::FindMember(*members, "error");
  if (error != nullptr && error->type != json::Type::kNull) {
    if (std::optional<Error> reported = api::ErrorInsideAnswer(dialect, body)) {
      return Fail(std::move(*reported));
    }
  }
  const json::Member* const usage = json::FindMember(*members, "usage");
  if (usage == nullptr || !usage_.Load(usage->value.In(body))) return api::Usage();
  return api::ReadUsage(dialect, usage_.root());
}

}  // namespace farthing::gateway
