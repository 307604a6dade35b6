#include "gateway/deliver.h"

#include <array>
#include <string>

#include "api/answer_usage.h"
#include "api/provider_error.h"
#include "api/translate_answer.h"
#include "gateway/answer_head.h"
#include "gateway/relay.h"

namespace farthing::gateway {
namespace {

using upstream::Outcome;
using upstream::Trouble;

// Answers up to this size are read whole before anything goes out, so that a broken one can still
// be replaced; larger ones (batches of embeddings) flow through.
constexpr size_t kGatherLimit = 1024 * 1024;
// What is said anew in the other dialect must be whole; no chat answer comes near it.
constexpr size_t kTranslateLimit = 32 * 1024 * 1024;

std::string AnswerId(const Request& request) {
  const std::string_view id = request.id.view().substr(4);  // without "req_"
  return (request.http.dialect == api::Dialect::kOpenAI ? "chatcmpl-" : "msg_") + std::string(id);
}

int64_t UnixSeconds(const Request& request) {
  return std::chrono::duration_cast<std::chrono::seconds>(
             request.worker.shared.clock.WallNow().time_since_epoch())
      .count();
}

std::string ShownModel(const upstream::Candidate& candidate) {
  return std::string(candidate.model);
}

Relay MakeRelay(const Request& request, const upstream::Candidate& candidate) {
  const api::Dialect provider = candidate.upstream->provider.dialect();
  if (SameDialect(request, candidate)) {
    Relay::Options options;
    options.hide_usage_chunk = request.http.operation == api::Operation::kChat &&
                               provider == api::Dialect::kOpenAI && !request.scan.include_usage;
    options.any_end = request.http.operation == api::Operation::kPassThrough;
    return Relay(provider, options, std::string(request.id.view()));
  }
  api::StreamContext context;
  context.id = AnswerId(request);
  context.model = ShownModel(candidate);
  context.created = UnixSeconds(request);
  context.include_usage = request.scan.include_usage;
  context.request_id = request.id.view();
  return Relay(api::MakeStreamTranslator(provider, request.http.dialect, std::move(context)));
}

void Keep(Request& request, std::span<const std::string_view> pieces) {
  if (!request.config().access_log.prompts) return;
  std::string& kept = request.result.answer;
  for (const std::string_view piece : pieces) {
    kept.append(piece.substr(
        0, observe::kMostLoggedBody - std::min(observe::kMostLoggedBody, kept.size())));
  }
}

// A caller that takes nothing any more is as gone as one that hung up.
std::optional<Outcome> GiveUpOnCaller(Request& request) {
  request.interrupt.Trigger();
  return std::nullopt;
}

// An event stream, from its first event on.
net::Task<std::optional<Outcome>> DeliverEvents(Request& request, Attempt& attempt) {
  Relay relay = MakeRelay(request, attempt.candidate());
  Pieces out;
  bool begun = false;
  for (bool ended = false; !ended;) {
    Result<std::string_view> bytes = co_await attempt.Read();
    if (request.interrupt.triggered()) co_return std::nullopt;
    ended = !bytes || bytes->empty();
    if (!bytes) out.clear();
    const Status fed = bytes ? relay.Feed(*bytes, &out) : Status(Fail(bytes.error()));
    request.result.usage = relay.usage();
    // As long as the caller has nothing, what came before the error need not reach it either.
    if (!begun && fed && !out.empty()) {
      begun = true;
      attempt.Begun();
      request.result.first_token = request.worker.shared.clock.Now() - request.start;
      request.result.status = 200;
      request.exchange.StartStream(
          200, AnswerLines(request, "text/event-stream; charset=utf-8", &attempt.reply()));
    }
    if (begun && !out.empty()) {
      Keep(request, out);
      const Waiting waiting(request);
      if (!co_await request.exchange.WriteStream(out)) co_return GiveUpOnCaller(request);
    }
    if (fed) continue;
    Outcome outcome = bytes ? attempt.FailedBy(Trouble::kErrorInAnswer, fed.error())
                            : attempt.FailedReading(fed.error());
    if (!begun) co_return outcome;
    request.result.error_slug = "stream_broken";
    request.result.error_message = outcome.error.message;
    relay.Fail(outcome.error, &out);
    ended = true;
    if (!out.empty() && !co_await request.exchange.WriteStream(out)) {
      co_return GiveUpOnCaller(request);
    }
  }
  attempt.Succeeded();
  if (!begun) {  // a stream of unknown kind may well be empty
    request.result.status = 200;
    request.exchange.StartStream(
        200, AnswerLines(request, attempt.reply().content_type(), &attempt.reply()));
  }
  co_await request.exchange.EndStream();
  co_return std::nullopt;
}

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
  api::AnswerUsage usage;
  while (bytes && !bytes->empty()) {
    const std::array<std::string_view, 1> piece{*bytes};
    if (is_json) usage.Feed(*bytes);
    {
      const Waiting waiting(request);
      if (!co_await request.exchange.WriteStream(piece)) co_return GiveUpOnCaller(request);
    }
    bytes = co_await attempt.Read();
  }
  request.result.usage = usage.Read(attempt.candidate().upstream->provider.dialect());
  if (!bytes) {
    // There is no way to say it in such a body but to cut it off.
    request.exchange.Abort();
    request.result.error_slug = "answer_broken";
    request.result.error_message = attempt.FailedReading(bytes.error()).error.message;
    co_return std::nullopt;
  }
  attempt.Succeeded();
  co_await request.exchange.EndStream();
  co_return std::nullopt;
}

// Says a whole answer in the caller's dialect; the error is the provider's.
Result<std::string> InCallersDialect(Request& request, const Attempt& attempt, std::string body) {
  if (request.http.operation == api::Operation::kPassThrough) {
    // What kind of thing it is is not known: a job's own `error` is part of it.
    Result<model::UsageTally> usage =
        request.worker.inspector.Inspect(attempt.candidate().upstream->provider.dialect(), body);
    if (usage) request.result.usage = *usage;
    return body;
  }
  if (SameDialect(request, attempt.candidate())) {
    Result<model::UsageTally> usage =
        request.worker.inspector.Inspect(attempt.candidate().upstream->provider.dialect(), body);
    if (!usage) return Fail(usage.error());
    request.result.usage = *usage;
    return body;
  }
  Result<json::Document> document = json::Document::Parse(body);
  if (!document) return Fail(Error::Upstream("The provider's answer is not valid JSON.", true));
  const std::string id = AnswerId(request);
  const std::string model = ShownModel(attempt.candidate());
  Result<api::TranslatedAnswer> translated =
      api::TranslateAnswer(attempt.candidate().upstream->provider.dialect(), document->root(),
                           {.id = id, .model = model, .created = UnixSeconds(request)});
  if (!translated) return Fail(translated.error());
  request.result.usage = translated->usage;
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
  const std::array<std::string_view, 1> pieces{*said};
  Keep(request, pieces);
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

}  // namespace

net::Task<std::optional<Outcome>> Deliver(Request& request, Attempt& attempt) {
  const std::string_view type = attempt.reply().content_type();
  request.result.served = &attempt.candidate();
  const bool events = type.starts_with("text/event-stream");
  const bool json = type.starts_with("application/json");
  const std::string_view coding = attempt.reply().content_coding();
  if (request.http.operation == api::Operation::kPassThrough) {
    if (!coding.empty()) co_return co_await DeliverBytes(request, attempt, "");
    if (events && request.streams()) co_return co_await DeliverEvents(request, attempt);
    if (json) co_return co_await DeliverJson(request, attempt);
    co_return co_await DeliverBytes(request, attempt, "");
  }
  if (!coding.empty()) co_return NotReadable(attempt, coding);
  // Some servers answer a stream with a whole answer (and the other way round); in one dialect the
  // caller may understand it, and it is what the provider said.
  const bool same = SameDialect(request, attempt.candidate());
  if (events && (request.streams() || same)) co_return co_await DeliverEvents(request, attempt);
  if (json && (!request.streams() || same)) co_return co_await DeliverJson(request, attempt);
  co_return NotWhatWasAsked(attempt, type);
}

}  // namespace farthing::gateway
