#include "gateway/inspect.h"

#include "api/provider_error.h"
#include "json/document.h"
#include "json/members.h"

namespace farthing::gateway {

Result<AnswerFacts> InspectAnswer(api::Dialect dialect, std::string_view body) {
  json::MemberScanner scanner;
  Result<std::span<const json::Member>> members = scanner.Scan(body);
  if (!members) return Fail(Error::Upstream("The provider's answer is not a JSON object.", true));
  const json::Member* const error = json::FindMember(*members, "error");
  if (error != nullptr && error->type != json::Type::kNull) {
    if (std::optional<Error> reported = api::ErrorInsideAnswer(dialect, body)) {
      return Fail(std::move(*reported));
    }
  }
  AnswerFacts facts;
  const json::Member* const usage = json::FindMember(*members, "usage");
  if (usage != nullptr && usage->type == json::Type::kObject) {
    Result<json::Document> document = json::Document::Parse(usage->value.In(body));
    if (document) facts.usage = api::ReadUsage(dialect, document->root());
  }
  return facts;
}

}  // namespace farthing::gateway
