#include "api/stream_translator.h"

#include <utility>

#include "api/anthropic_to_openai_stream.h"
#include "api/error_body.h"
#include "api/openai_to_anthropic_stream.h"
#include "api/provider_error.h"
#include "api/usage.h"
#include "base/check.h"

namespace farthing::api {

StreamTranslator::StreamTranslator(Dialect from, Dialect to, StreamContext context)
    : from_(from), to_(to), context_(std::move(context)) {}

Status StreamTranslator::OnEvent(const net::SseEvent& event, std::string* out) {
  if (finished_) {
    TakeLateUsage(event);
    return {};
  }
  if (event.data.empty()) {
    KeepAlive(out);
    return {};
  }
  if (event.data == "[DONE]") {
    done_ = true;
    return OnEnd(out);
  }
  if (!document_.Load(event.data) || !document_.root().is_object()) {
    return Fail(Error::Upstream("The provider sent an event that is not a JSON object.", true));
  }
  if (auto error = ErrorInsideAnswer(from_, event.data)) return Fail(*std::move(error));
  return Translate(document_.root(), out);
}

// Nobody is told of it any more, but it is what the answer costs.
void StreamTranslator::TakeLateUsage(const net::SseEvent& event) {
  if (!event.data.empty() && document_.Load(event.data)) {
    TakeUsage(from_, document_.root(), &usage_);
  }
}

Status StreamTranslator::OnEnd(std::string* out) {
  if (finished_) return {};
  if (!done_ && !knows_finish()) {
    return Fail(Error::Upstream("The provider closed the stream before the answer's end.", true));
  }
  Complete(out);
  return {};
}

void StreamTranslator::OnError(const Error& error, std::string* out) {
  if (finished_) return;
  finished_ = true;
  out->append(ErrorEvent(to_, error, context_.request_id));
}

void StreamTranslator::Complete(std::string* out) {
  if (finished_) return;
  finished_ = true;
  Finish(out);
}

std::unique_ptr<StreamTranslator> MakeStreamTranslator(Dialect from, Dialect to,
                                                       StreamContext context) {
  CHECK(from != to);
  if (from == Dialect::kOpenAI) {
    return std::make_unique<OpenAIToAnthropicStream>(std::move(context));
  }
  return std::make_unique<AnthropicToOpenAIStream>(std::move(context));
}

}  // namespace farthing::api
