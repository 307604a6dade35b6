#include "gateway/http_routes.h"

#include <algorithm>
#include <array>

namespace farthing::gateway {
namespace {

using api::Dialect;
using api::Operation;
using net::Method;

struct Row {
  Method method;
  std::string_view path;  // "/*" at its end: any rest, which becomes the argument
  Service service;
  Access access;
  Operation operation;
  Dialect dialect;
};

// The first row that fits the path counts, so exact paths stand before the patterns that would
// swallow them, and what is asked most stands first. Every route needs a key or the admin token but
// the three for probes and scrapers, which carry no customer's data.
constexpr std::array kRows = {
    Row{Method::kPost, "/v1/chat/completions", Service::kModelCall, Access::kKey, Operation::kChat,
        Dialect::kOpenAI},
    Row{Method::kPost, "/v1/messages", Service::kModelCall, Access::kKey, Operation::kChat,
        Dialect::kAnthropic},
    Row{Method::kPost, "/v1/embeddings", Service::kModelCall, Access::kKey, Operation::kEmbeddings,
        Dialect::kOpenAI},
    Row{Method::kPost, "/v1/messages/count_tokens", Service::kModelCall, Access::kKey,
        Operation::kCountTokens, Dialect::kAnthropic},
    Row{Method::kGet, "/v1/models", Service::kListModels, Access::kKey, Operation::kListModels,
        Dialect::kOpenAI},
    Row{Method::kGet, "/v1/models/*", Service::kGetModel, Access::kKey, Operation::kGetModel,
        Dialect::kOpenAI},
    Row{Method::kGet, "/health/live", Service::kLive, Access::kOpen, Operation::kNone,
        Dialect::kOpenAI},
    Row{Method::kGet, "/health/ready", Service::kReady, Access::kOpen, Operation::kNone,
        Dialect::kOpenAI},
    Row{Method::kGet, "/metrics", Service::kMetrics, Access::kOpen, Operation::kNone,
        Dialect::kOpenAI},
    Row{Method::kGet, "/admin/v1/live", Service::kAdminLive, Access::kAdmin, Operation::kNone,
        Dialect::kOpenAI},
    Row{Method::kGet, "/admin/v1/report", Service::kAdminReport, Access::kAdmin, Operation::kNone,
        Dialect::kOpenAI},
    Row{Method::kPost, "/admin/v1/reload", Service::kAdminReload, Access::kAdmin, Operation::kNone,
        Dialect::kOpenAI},
    // Without the token nobody learns what there is and what not.
    Row{Method::kOther, "/admin/v1/*", Service::kNotFound, Access::kAdmin, Operation::kNone,
        Dialect::kOpenAI},
    // Sub-resources of Anthropic's own API (batches) answer errors in its dialect.
    Row{Method::kOther, "/v1/messages/*", Service::kModelCall, Access::kKey,
        Operation::kPassThrough, Dialect::kAnthropic},
    Row{Method::kOther, "/v1/*", Service::kModelCall, Access::kKey, Operation::kPassThrough,
        Dialect::kOpenAI},
};

bool PathFits(const Row& row, std::string_view path, std::string_view* argument) {
  if (!row.path.ends_with("/*")) return row.path == path;
  const std::string_view prefix = row.path.substr(0, row.path.size() - 1);
  if (!path.starts_with(prefix) || path.size() == prefix.size()) return false;
  *argument = path.substr(prefix.size());
  return true;
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const int letter = (c | 0x20) - 'a';
  return letter >= 0 && letter < 6 ? letter + 10 : -1;
}

// "." and "..", however written, would leave the path that a provider's key is meant for.
bool HasDotSegment(std::string_view path) {
  std::string decoded = PercentDecoded(path);
  std::ranges::replace(decoded, '\\', '/');
  for (std::string_view rest = decoded; !rest.empty();) {
    const std::string_view segment = rest.substr(0, rest.find('/'));
    if (segment == "." || segment == "..") return true;
    rest.remove_prefix(std::min(segment.size() + 1, rest.size()));
  }
  return false;
}

std::string_view AllowOf(const Row& row) {
  switch (row.method) {
    case Method::kGet:
      return "GET, HEAD";
    case Method::kPost:
      return "POST";
    default:
      return "GET, HEAD, POST, PUT, PATCH, DELETE";
  }
}

bool MethodFits(const Row& row, Method method) {
  if (row.method == Method::kOther) return method != Method::kOther && method != Method::kOptions;
  return row.method == method || (row.method == Method::kGet && method == Method::kHead);
}

}  // namespace

std::string PercentDecoded(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool whole = text[i] == '%' && i + 2 < text.size();
    const int high = whole ? HexValue(text[i + 1]) : -1;
    const int low = whole ? HexValue(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      decoded.push_back(text[i]);
    } else {
      decoded.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    }
  }
  return decoded;
}

HttpRoute FindHttpRoute(const net::RequestHead& head) {
  if (head.path.find_first_of(".%") != head.path.npos && HasDotSegment(head.path)) return {};
  for (const Row& row : kRows) {
    HttpRoute route{row.service, row.access, row.operation, row.dialect, {}, AllowOf(row)};
    if (!PathFits(row, head.path, &route.argument)) continue;
    if (!MethodFits(row, head.method)) route.service = Service::kWrongMethod;
    const bool models =
        route.service == Service::kListModels || route.service == Service::kGetModel;
    if (models && head.Find("anthropic-version").data() != nullptr) {
      route.dialect = Dialect::kAnthropic;
    }
    return route;
  }
  return {};
}

}  // namespace farthing::gateway
