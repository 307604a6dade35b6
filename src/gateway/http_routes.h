#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "api/dialect.h"
#include "net/http_head.h"

namespace farthing::gateway {

// What serves a path.
enum class Service : uint8_t {
  kModelCall,  // the pipeline: chat, embeddings, messages, count_tokens, pass-through
  kListModels,
  kGetModel,
  kLive,
  kReady,
  kMetrics,
  kAdminLive,
  kAdminReport,
  kAdminReload,
  kNotFound,
  kWrongMethod,
};

// Who may come in.
enum class Access : uint8_t { kOpen, kKey, kAdmin };

struct HttpRoute {
  Service service = Service::kNotFound;
  Access access = Access::kOpen;
  api::Operation operation = api::Operation::kNone;
  api::Dialect dialect = api::Dialect::kOpenAI;  // of the answer, errors included
  std::string_view argument;                     // the {id} of a path, as sent
  std::string_view allow;                        // the methods of its path
};

// Undoes %XX; what is no such escape stays.
std::string PercentDecoded(std::string_view text);

// Every HTTP route of the gateway, in one place. A path that is not listed there does not exist,
// nor does one with a segment "." or "..".
// The views are of `head`.
HttpRoute FindHttpRoute(const net::RequestHead& head);

}  // namespace farthing::gateway
