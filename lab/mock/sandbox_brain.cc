#include "lab/mock/sandbox_brain.h"

#include <string>
#include <utility>

#include "api/error_body.h"
#include "lab/mock/path.h"
#include "upstream/sandbox/sandbox.h"

namespace farthing::lab {
namespace {

// The path as OpenAI has it: Azure puts a deployment in front.
std::string PlainPath(std::string_view target) {
  constexpr std::string_view kDeployments = "/openai/deployments/";
  const std::string_view path = target.substr(0, target.find('?'));
  if (!path.starts_with(kDeployments)) return std::string(path);
  const size_t slash = path.find('/', kDeployments.size());
  return "/v1" + std::string(slash == std::string_view::npos ? "" : path.substr(slash));
}

Answer Think(const MockRequest& request, const Clock& clock) {
  const bool anthropic = IsAnthropic(ParsePath(request.head.second).endpoint) ||
                         !request.head.Find("anthropic-version").empty();
  const std::string path = PlainPath(request.head.second);
  sandbox::Call call{.method = request.head.first, .path = path, .body = request.body};
  call.dialect = anthropic ? api::Dialect::kAnthropic : api::Dialect::kOpenAI;
  call.now = clock.WallNow();
  auto reply = sandbox::Answer(call);
  Answer answer;
  if (!reply) {
    answer.status = reply.error().http_status();
    answer.body = api::ErrorBody(call.dialect, reply.error());
    return answer;
  }
  answer.stream = reply->stream;
  answer.body = std::move(reply->body);
  if (answer.stream) answer.content_type = kEventStream;
  for (sandbox::Event& event : reply->events) {
    answer.events.push_back({Duration(0), std::move(event.bytes)});
  }
  return answer;
}

}  // namespace

Brain SandboxBrain(const Clock& clock) {
  return [&clock](const MockRequest& request) { return Think(request, clock); };
}

}  // namespace farthing::lab
