#include "gateway/answer_parts.h"

#include <algorithm>
#include <chrono>

namespace farthing::gateway {

OwnWords OwnWordsOf(const Request& request, const upstream::Candidate& candidate) {
  using std::chrono::duration_cast, std::chrono::seconds;
  const std::string_view id = request.id.view().substr(4);  // without "req_"
  OwnWords words;
  words.id = request.http.dialect == api::Dialect::kOpenAI ? "chatcmpl-" : "msg_";
  words.id += id;
  words.model = candidate.model;
  words.created =
      duration_cast<seconds>(request.worker.shared.clock.WallNow().time_since_epoch()).count();
  return words;
}

void KeepAnswer(Request& request, std::span<const std::string_view> pieces) {
  if (!request.config().access_log.prompts) return;
  std::string& kept = request.result.answer;
  for (const std::string_view piece : pieces) {
    kept.append(piece.substr(
        0, observe::kMostLoggedBody - std::min(observe::kMostLoggedBody, kept.size())));
  }
}

std::optional<upstream::Outcome> GiveUpOnCaller(Request& request) {
  request.interrupt.Trigger();
  return std::nullopt;
}

}  // namespace farthing::gateway
