#include "gateway/report_query.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "gateway/http_routes.h"
#include "ledger/report_question.h"

namespace farthing::gateway {
namespace {

std::optional<std::string>* Find(std::string_view name, ledger::QuestionText& text) {
  if (name == "since") return &text.since;
  if (name == "until") return &text.until;
  if (name == "by") return &text.by;
  return nullptr;
}

}  // namespace

Result<ledger::Question> ReadReportQuery(std::string_view query, WallTime now) {
  ledger::QuestionText text;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    if (pair.empty()) continue;
    const size_t equals = std::min(pair.find('='), pair.size());
    const std::string name = PercentDecoded(pair.substr(0, equals));
    std::optional<std::string>* const value = Find(name, text);
    if (value == nullptr) {
      return Fail(Error::InvalidRequest(
          "A report has no parameter \"" + name + "\"; there are since, until and by.", name));
    }
    if (*value) return Fail(Error::InvalidRequest("Give " + name + " once.", name));
    *value = PercentDecoded(pair.substr(std::min(equals + 1, pair.size())));
  }
  return ledger::ReadQuestion(text, now);
}

}  // namespace farthing::gateway
