#include "gateway/answer_head.h"

#include <algorithm>

#include "api/headers.h"

namespace farthing::gateway {
namespace {

void AppendLine(std::string_view name, std::string_view value, std::string* out) {
  out->append(name).append(": ").append(value).append("\r\n");
}

void AppendWarnings(const std::vector<std::string>& warnings, std::string* out) {
  if (warnings.empty()) return;
  out->append("x-farthing-warning: ");
  for (size_t i = 0; i < warnings.size(); ++i) {
    if (i > 0) out->append("; ");
    // A header value holds printable ASCII; names of fields are a caller's text.
    for (const char c : warnings[i]) out->push_back(c >= 0x20 && c < 0x7f ? c : '?');
  }
  out->append("\r\n");
}

void AppendProvidersHeaders(const Request& request, const upstream::Candidate& served,
                            const Reply& reply, bool with_retry_after, std::string* out) {
  const WallTime now = request.worker.shared.clock.WallNow();
  for (const net::Header& header : reply.headers()) {
    const std::optional<api::AnswerHeader> translated = api::ToCaller(
        served.upstream->provider.dialect(), request.http.dialect, header.name, header.value, now);
    if (!translated || translated->name == "content-type") continue;
    if (with_retry_after || translated->name != "retry-after") {
      AppendLine(translated->name, translated->value, out);
    }
  }
}

void AppendMoney(const Request& request, std::string* out) {
  AppendLine("x-farthing-cost-usd", SaidUsd(request.result.paid), out);
  AppendLine("x-farthing-baseline-usd", SaidUsd(request.result.baseline), out);
}

// The dialect's SDKs show their user this header; where no provider sent one it holds our id.
void EnsureRequestId(api::Dialect dialect, std::string_view id, std::string* lines) {
  const bool is_openai = dialect == api::Dialect::kOpenAI;
  const std::string_view name = is_openai ? "\r\nx-request-id: " : "\r\nrequest-id: ";
  if (lines->find(name) != lines->npos) return;
  AppendLine(is_openai ? "x-request-id" : "request-id", id, lines);
}

}  // namespace

std::string SaidUsd(const std::optional<Money>& money) {
  return money ? FormatUsd(*money) : "unpriced";
}

int TierOf(const upstream::Candidate& candidate) {
  if (candidate.tier != 0) return candidate.tier;
  return candidate.card != nullptr ? candidate.card->tier.value_or(0) : 0;
}

std::string CorsLines(const config::Config& config, const net::RequestHead& head) {
  if (config.cors_origins.empty()) return {};
  const std::string_view origin = head.Find("origin");
  if (origin.empty()) return {};
  const auto& allowed = config.cors_origins;
  const bool any = std::find(allowed.begin(), allowed.end(), "*") != allowed.end();
  if (!any && std::find(allowed.begin(), allowed.end(), origin) == allowed.end()) return {};
  std::string lines;
  AppendLine("access-control-allow-origin", any ? std::string_view("*") : origin, &lines);
  AppendLine("access-control-expose-headers", "*", &lines);
  if (!any) AppendLine("vary", "origin", &lines);
  return lines;
}

std::string RefusalLines(api::Dialect dialect, std::string_view id) {
  std::string lines;
  AppendLine("content-type", "application/json", &lines);
  AppendLine("x-farthing-request-id", id, &lines);
  EnsureRequestId(dialect, id, &lines);
  return lines;
}

std::string ErrorLines(const Request& request, const upstream::Candidate& candidate,
                       const Reply& reply) {
  std::string lines;
  AppendProvidersHeaders(request, candidate, reply, false, &lines);
  return lines;
}

std::string AnswerLines(const Request& request, std::string_view content_type, const Reply* reply,
                        std::string_view error_lines) {
  std::string lines;
  lines.reserve(512);
  if (!content_type.empty()) AppendLine("content-type", content_type, &lines);
  AppendLine("x-farthing-request-id", request.id.view(), &lines);
  if (const upstream::Candidate* served = request.result.served) {
    if (!served->model.empty()) {
      lines.append("x-farthing-model: ").append(served->upstream->provider.name());
      lines.append("/").append(served->model).append("\r\n");
    }
    if (const int tier = TierOf(*served); tier != 0) {
      AppendLine("x-farthing-tier", std::to_string(tier), &lines);
    }
    if (reply != nullptr) {
      AppendProvidersHeaders(request, *served, *reply, true, &lines);
      if (!reply->content_coding().empty()) {
        AppendLine("content-encoding", reply->content_coding(), &lines);
      }
    }
  }
  // Of a stream they are not known yet.
  if (request.settled) AppendMoney(request, &lines);
  lines.append(error_lines);
  EnsureRequestId(request.http.dialect, request.id.view(), &lines);
  AppendWarnings(request.result.warnings, &lines);
  lines.append(CorsLines(request.config(), request.exchange.head()));
  return lines;
}

}  // namespace farthing::gateway
