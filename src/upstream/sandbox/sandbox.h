#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "api/dialect.h"
#include "base/clock.h"
#include "base/error.h"

namespace farthing::sandbox {

// A provider without a model behind it: answers both dialects deterministically with sensible text,
// honours tools, JSON schemas, limits and stop sequences, and reports usage (about one token for
// four bytes). Every id, fingerprint and text says that it is the sandbox.
//
//   POST /v1/chat/completions, /v1/embeddings, /v1/responses      OpenAI
//   POST /v1/messages, /v1/messages/count_tokens                  Anthropic
//   GET  /v1/models, /v1/models/{id}                              in the call's dialect
struct Call {
  std::string_view method;  // upper case
  std::string_view path;    // without the query
  std::string_view body;    // the request's JSON; any model name is served and echoed
  api::Dialect dialect = api::Dialect::kOpenAI;  // of model lists; other paths imply their own
  WallTime now;                                  // becomes `created`; nothing else depends on it
};

// One complete server-sent event record, blank line included ("event: …\ndata: …\n\n").
struct Event {
  std::chrono::microseconds wait{0};  // before sending it, counted from the record before
  std::string bytes;
};

// A 200 answer. Its events, concatenated as the dialect says, equal the JSON answer to the same
// request without `stream`. A caller that is in a hurry ignores the waits.
struct Reply {
  bool stream = false;
  std::string body;           // application/json, when not a stream
  std::vector<Event> events;  // text/event-stream, terminator included ("data: [DONE]")
};

// The same call always gets the same reply. An error is the request's fault (kInvalidRequest,
// kNotFound, kMethodNotAllowed, kUnsupported) and stands for the dialect's error body.
// Pure, from any thread.
Result<Reply> Answer(const Call& call);

// The names of the models, without the provider: small, medium, large and sandbox (another name of
// small), with their tiers 1, 2, 3, 1.
struct ModelInfo {
  std::string_view name;
  int tier;
};
inline constexpr ModelInfo kModels[] = {{"small", 1}, {"medium", 2}, {"large", 3}, {"sandbox", 1}};

}  // namespace farthing::sandbox
