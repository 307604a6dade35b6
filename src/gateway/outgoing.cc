#include "gateway/outgoing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "api/headers.h"
#include "api/translate_request.h"
#include "gateway/cache_marks.h"
#include "json/document.h"

namespace farthing::gateway {
namespace {

// The answer's tokens that template, route, key and model allow; nullopt: any number.
std::optional<int64_t> MostOutputOf(const Request& request, const upstream::Candidate& candidate) {
  std::optional<int64_t> most;
  if (request.rendered) most = request.rendered->most_output;
  if (!request.is_shaped) return most;
  if (request.most_output) most = std::min(most.value_or(INT64_MAX), *request.most_output);
  if (candidate.card != nullptr && candidate.card->limits &&
      candidate.card->limits->output_tokens) {
    most = std::min(most.value_or(INT64_MAX), *candidate.card->limits->output_tokens);
  }
  return most;
}

api::TranslateOptions OptionsFor(const Request& request, const upstream::Candidate& candidate) {
  const upstream::Provider& provider = candidate.upstream->provider;
  api::TranslateOptions options;
  options.served_model = candidate.model;
  options.default_max_tokens = request.config().default_max_tokens;
  if (candidate.card != nullptr && candidate.card->max_output_tokens) {
    options.default_max_tokens = *candidate.card->max_output_tokens;
    options.most_tokens = candidate.card->max_output_tokens;
  }
  if (const std::optional<int64_t> most = MostOutputOf(request, candidate)) {
    options.most_tokens = std::min(options.most_tokens.value_or(INT64_MAX), *most);
    options.default_max_tokens = std::min(options.default_max_tokens, *most);
  }
  options.unsupported = request.config().unsupported == config::Unsupported::kDrop
                            ? api::Unsupported::kDrop
                            : api::Unsupported::kReject;
  options.thinking = api::ThinkingStyleOf(candidate.model);
  options.openai = provider.openai_traits();
  options.most_effort = api::MostEffortOf(candidate.model);
  return options;
}

Status Translate(Request& request, const upstream::Candidate& candidate, Outgoing* out) {
  Result<json::Document> document = json::Document::ParseBorrowed(request.body);
  if (!document) return Fail(document.error());
  Result<api::TranslatedRequest> translated =
      api::TranslateRequest(request.http.dialect, document->root(), OptionsFor(request, candidate));
  if (!translated) return Fail(translated.error());
  out->translated = std::move(translated->body);
  for (std::string& warning : translated->warnings) {
    request.result.warnings.push_back(std::move(warning));
  }
  out->pieces.push_back(out->translated);
  return {};
}

// What the provider calls the limit of an answer; "" where this is none that has an answer's text.
std::string_view OutputFieldOf(const Request& request, const upstream::Provider& provider) {
  if (request.http.operation == api::Operation::kChat) {
    const bool is_new = provider.dialect() == api::Dialect::kOpenAI &&
                        provider.openai_traits().max_completion_tokens;
    return is_new ? "max_completion_tokens" : "max_tokens";
  }
  if (request.http.operation != api::Operation::kPassThrough) return {};
  const std::string_view path = request.exchange.head().path;
  if (path == "/v1/responses") return "max_output_tokens";
  return path == "/v1/completions" ? "max_tokens" : "";
}

void Edit(const Request& request, const upstream::Candidate& candidate, Outgoing* out) {
  api::EditOptions options;
  options.served_model = candidate.model;
  options.want_stream_usage = request.http.operation == api::Operation::kChat &&
                              candidate.upstream->provider.dialect() == api::Dialect::kOpenAI &&
                              candidate.upstream->provider.openai_traits().takes_include_usage;
  options.most_output = MostOutputOf(request, candidate);
  if (options.most_output) {
    options.output_field = OutputFieldOf(request, candidate.upstream->provider);
  }
  const json::Splice splice =
      api::SameDialectEdits(request.scan, request.body, options, &out->edits);
  for (const std::string_view piece : splice.pieces()) out->pieces.push_back(piece);
}

// A body that is not JSON: only the model's name in a form is ever changed.
void PassOn(const Request& request, const upstream::Candidate& candidate, Outgoing* out) {
  json::Splice splice(request.body);
  if (request.form_model.size > 0) splice.Replace(request.form_model, candidate.model);
  for (const std::string_view piece : splice.pieces()) out->pieces.push_back(piece);
}

Status BuildBody(Request& request, const upstream::Candidate& candidate, Outgoing* out) {
  if (!request.is_json) {
    PassOn(request, candidate, out);
    return {};
  }
  if (!SameDialect(request, candidate)) return Translate(request, candidate, out);
  Edit(request, candidate, out);
  return {};
}

void AppendHeader(std::string_view name, std::string_view value, std::string* out) {
  out->append(name).append(": ").append(value).append("\r\n");
}

// What the provider's own headers say already, by its dialect or its configuration, is not for the
// caller to say again.
bool IsSaid(std::string_view name, std::string_view head) {
  for (size_t at = head.find(name); at != head.npos; at = head.find(name, at + 1)) {
    if (at > 0 && head[at - 1] == '\n' && head[at + name.size()] == ':') return true;
  }
  return false;
}

void AppendCallersHeaders(const Request& request, api::Dialect provider, std::string* head) {
  const size_t providers_own = head->size();
  const bool passes_content_type = request.http.operation == api::Operation::kPassThrough;
  for (const net::Header& header : request.exchange.head().headers) {
    const bool goes = header.name == "content-type"
                          ? passes_content_type
                          : api::GoesUpstream(request.http.dialect, provider, header.name);
    if (goes && !IsSaid(header.name, std::string_view(*head).substr(0, providers_own))) {
      AppendHeader(header.name, header.value, head);
    }
  }
}

// Path and query as sent. The absolute form names an authority besides, which is not the provider.
std::string_view OriginForm(const net::RequestHead& head) {
  return {head.path.data(), head.target.data() + head.target.size()};
}

void BuildHead(const Request& request, const upstream::Candidate& candidate, uint32_t key,
               size_t body_size, std::string* head) {
  const upstream::Provider& provider = candidate.upstream->provider;
  head->reserve(768);
  std::string_view version;
  if (SameDialect(request, candidate)) version = request.exchange.head().Find("anthropic-version");
  if (request.http.operation == api::Operation::kPassThrough) {
    provider.AppendPassThroughHead(request.exchange.head().method_name,
                                   OriginForm(request.exchange.head()), key, head, version);
  } else {
    provider.AppendHead(request.http.operation, candidate.model, key, head, version);
  }
  AppendCallersHeaders(request, provider.dialect(), head);
  AppendHeader(
      "traceparent",
      observe::FormatTraceparent(observe::ChildSpan(request.trace, request.worker.random)).view(),
      head);
  if (!request.trace.state.empty()) AppendHeader("tracestate", request.trace.state, head);
  const bool has_body = body_size > 0 || request.exchange.head().method == net::Method::kPost;
  if (has_body) {
    const fmt::format_int digits(body_size);
    AppendHeader("content-length", std::string_view(digits.data(), digits.size()), head);
  }
  head->append("\r\n");
}

}  // namespace

std::string Outgoing::JoinedBody() const {
  std::string joined;
  for (const std::string_view piece : pieces) joined.append(piece);
  return joined;
}

bool SameDialect(const Request& request, const upstream::Candidate& candidate) {
  return request.http.operation == api::Operation::kPassThrough ||
         request.http.dialect == candidate.upstream->provider.dialect();
}

Status BuildOutgoing(Request& request, const upstream::Candidate& candidate, uint32_t key,
                     Outgoing* out) {
  const bool in_process = candidate.upstream->provider.is_in_process();
  std::vector<std::string>& warnings = request.result.warnings;
  warnings.clear();  // an earlier candidate's
  if (request.rendered) warnings = request.rendered->warnings;
  warnings.insert(warnings.end(), request.shape_warnings.begin(), request.shape_warnings.end());
  if (!in_process) out->pieces.push_back({});  // the head's place: its length depends on the body's
  if (Status built = BuildBody(request, candidate, out); !built) return built;
  if (in_process) return {};
  MarkForCache(request, candidate, 1, out);
  size_t body_size = 0;
  for (const std::string_view piece : out->pieces) body_size += piece.size();
  BuildHead(request, candidate, key, body_size, &out->head);
  out->pieces[0] = out->head;
  return {};
}

}  // namespace farthing::gateway
