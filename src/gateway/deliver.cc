#include "gateway/deliver.h"

#include <array>
#include <string>

#include "api/answer_usage.h"
#include "api/delta_text.h"
#include "api/provider_error.h"
#include "api/translate_answer.h"
#include "api/usage.h"
#include "gateway/answer_head.h"
#include "gateway/answer_parts.h"
#include "gateway/settle.h"
#include "gateway/stream_delivery.h"

namespace farthing::gateway {
namespace {

using upstream::Outcome;
using upstream::Trouble;

// Answers up to this size are read whole before anything goes out, so that a broken one can still
// be replaced; larger ones (batches of embeddings) flow through.
constexpr size_t kGatherLimit = 1024 * 1024;
// What is said anew in the other dialect must be whole; no chat answer comes near it.
constexpr size_t kTranslateLimit = 32 * 1024 * 1024;

// Bytes of whatever kind, as they come.
net::Task<std::optional<Outcome>> DeliverBytes(Request& request, Attempt& attempt,
                                               std::string_view gathered) {
  Result<std::string_view> bytes = gathered;
  if (gathered.empty()) bytes = co_await attempt.Read();
  if (!bytes) co_return attempt.FailedReading(bytes.error());
  attempt.Begun();
  request.result.status = attempt.reply().status();
  request.exchange.StartStream(
      attempt.reply().status(),
      AnswerLines(request, attempt.reply().content_type(), &attempt.reply()));
  const bool is_json = attempt.reply().content_type().starts_with("application/json");
  const api::Dialect dialect = attempt.candidate().upstream->provider.dialect();
  api::AnswerUsage usage;
  while (bytes && !bytes->empty()) {
    const std::array<std::string_view, 1> piece{*bytes};
    if (is_json) usage.Feed(*bytes);
    {
      const Waiting waiting(request);
      if (!co_await request.exchange.WriteStream(piece)) {
        attempt.Tell(usage.Read(dialect), 0);
        co_return GiveUpOnCaller(request);
      }
    }
    bytes = co_await attempt.Read();
  }
  attempt.Tell(usage.Read(dialect), 0);
  if (!bytes) {
    // There is no way to say it in such a body but to cut it off.
    request.exchange.Abort();
    request.result.error_slug = "answer_broken";
    request.result.error_message = attempt.FailedReading(bytes.error()).error.message;
    co_return std::nullopt;
  }
  attempt.Succeeded();
  Settle(request);
  co_await request.exchange.EndStream();
  co_return std::nullopt;
}

// Of an answer that says no usage, the text may serve an estimate.
void Tell(Attempt& attempt, const model::UsageTally& usage, std::string_view body) {
  attempt.Tell(usage, usage.said() ? 0 : api::AnswerTextBytes(body));
}

// Says a whole answer in the caller's dialect; the error is the provider's.
Result<std::string> InCallersDialect(Request& request, Attempt& attempt, std::string body) {
  const api::Dialect provider = attempt.candidate().upstream->provider.dialect();
  if (SameDialect(request, attempt.candidate())) {
    const Result<model::UsageTally> usage = request.worker.inspector.Inspect(provider, body);
    // What kind of thing passes through is not known: a job's own `error` is part of it.
    const bool is_known = request.http.operation != api::Operation::kPassThrough;
    if (!usage && is_known) return Fail(usage.error());
    if (usage) Tell(attempt, *usage, body);
    return body;
  }
  Result<json::Document> document = json::Document::Parse(body);
  if (!document) return Fail(Error::Upstream("The provider's answer is not valid JSON.", true));
  const OwnWords said = OwnWordsOf(request, attempt.candidate());
  Result<api::TranslatedAnswer> translated = api::TranslateAnswer(
      provider, document->root(), {.id = said.id, .model = said.model, .created = said.created});
  if (!translated) {  // it is paid for all the same
    model::UsageTally usage;
    api::TakeUsage(provider, document->root(), &usage);
    Tell(attempt, usage, body);
    return Fail(translated.error());
  }
  Tell(attempt, translated->usage, body);
  return std::move(translated->body);
}

// A JSON answer, read whole first.
net::Task<std::optional<Outcome>> DeliverJson(Request& request, Attempt& attempt) {
  const bool same = SameDialect(request, attempt.candidate());
  std::string body;
  for (;;) {
    Result<std::string_view> piece = co_await attempt.Read();
    if (request.interrupt.triggered()) co_return std::nullopt;
    if (!piece) co_return attempt.FailedReading(piece.error());
    if (piece->empty()) break;
    body.append(*piece);
    if (same && body.size() > kGatherLimit) co_return co_await DeliverBytes(request, attempt, body);
    if (body.size() > kTranslateLimit) {
      co_return attempt.FailedBy(Trouble::kBroken,
                                 Error::Upstream("The provider's answer is too large.", true));
    }
  }
  Result<std::string> said = InCallersDialect(request, attempt, std::move(body));
  if (!said) {
    const bool reported = said.error().status != 0;
    co_return attempt.FailedBy(reported ? Trouble::kErrorInAnswer : Trouble::kBroken, said.error());
  }
  attempt.Succeeded();
  request.result.status = attempt.reply().status();
  Settle(request);
  const std::array<std::string_view, 1> pieces{*said};
  KeepAnswer(request, pieces);
  const std::string lines = AnswerLines(request, "application/json", &attempt.reply());
  attempt.ReleaseReply();
  co_await request.exchange.Respond(request.result.status, lines, pieces);
  co_return std::nullopt;
}

Outcome NotWhatWasAsked(Attempt& attempt, std::string_view content_type) {
  return attempt.FailedBy(
      Trouble::kBroken,
      Error::Upstream("The provider answered with the content type \"" + std::string(content_type) +
                          "\" instead of " + "JSON or an event stream.",
                      true));
}

Outcome NotReadable(Attempt& attempt, std::string_view coding) {
  return attempt.FailedBy(Trouble::kBroken,
                          Error::Upstream("The provider answered in the content coding \"" +
                                              std::string(coding) + "\", which was not asked for.",
                                          true));
}

// How an answer of its content type and coding comes to the caller.
enum class Way { kEvents, kJson, kBytes, kNone };

Way WayOf(const Request& request, Attempt& attempt) {
  const std::string_view type = attempt.reply().content_type();
  const bool events = type.starts_with("text/event-stream");
  const bool json = type.starts_with("application/json");
  const bool plain = attempt.reply().content_coding().empty();
  if (request.http.operation == api::Operation::kPassThrough) {
    if (plain && events && request.streams()) return Way::kEvents;
    return plain && json ? Way::kJson : Way::kBytes;
  }
  if (!plain) return Way::kNone;
  // Some servers answer a stream with a whole answer (and the other way round); in one dialect the
  // caller may understand it, and it is what the provider said.
  const bool same = SameDialect(request, attempt.candidate());
  if (events && (request.streams() || same)) return Way::kEvents;
  return json && (!request.streams() || same) ? Way::kJson : Way::kNone;
}

// JSON that nobody asked for may be the provider's error under a 200.
net::Task<std::optional<Outcome>> RefuseAnswer(Attempt& attempt) {
  const std::string_view coding = attempt.reply().content_coding();
  if (!coding.empty()) co_return NotReadable(attempt, coding);
  const std::string type(attempt.reply().content_type());
  std::string body;
  while (type.starts_with("application/json") && body.size() < kGatherLimit) {
    Result<std::string_view> piece = co_await attempt.Read();
    if (!piece) co_return attempt.FailedReading(piece.error());
    if (piece->empty()) break;
    body.append(*piece);
  }
  const api::Dialect dialect = attempt.candidate().upstream->provider.dialect();
  if (const Result<json::Document> document = json::Document::Parse(body)) {
    model::UsageTally usage;
    api::TakeUsage(dialect, document->root(), &usage);
    if (usage.said()) attempt.IsAnswer();  // a whole answer where a stream was asked for
    attempt.Tell(usage, 0);
  }
  if (std::optional<Error> error = api::ErrorInsideAnswer(dialect, body)) {
    co_return attempt.FailedBy(Trouble::kErrorInAnswer, std::move(*error));
  }
  co_return NotWhatWasAsked(attempt, type);
}

}  // namespace

net::Task<std::optional<Outcome>> Deliver(Request& request, Attempt& attempt) {
  request.result.served = &attempt.candidate();
  const Way way = WayOf(request, attempt);
  if (way != Way::kNone) attempt.IsAnswer();
  switch (way) {
    case Way::kEvents:
      co_return co_await DeliverEvents(request, attempt);
    case Way::kJson:
      co_return co_await DeliverJson(request, attempt);
    case Way::kBytes:
      co_return co_await DeliverBytes(request, attempt, "");
    case Way::kNone:
      break;
  }
  co_return co_await RefuseAnswer(attempt);
}

}  // namespace farthing::gateway
