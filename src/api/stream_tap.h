#pragma once

#include <optional>
#include <string_view>

#include "api/dialect.h"
#include "base/error.h"
#include "json/document.h"
#include "model/usage_tally.h"
#include "net/sse.h"

namespace farthing::api {

// Watches a stream that passes through in its own dialect, byte for byte. An event without usage or
// error costs one search for the names of these; only others are parsed. Knows chat, responses and
// message streams. One thread.
class StreamTap {
 public:
  enum class Action {
    kForward,
    kHide,  // OpenAI's chunk of usage alone, which the caller did not ask for
    kEnd,   // forward it: with it the answer is complete
  };

  // hide_usage_chunk: the gateway asked for the usage, the caller did not.
  StreamTap(Dialect dialect, bool hide_usage_chunk)
      : dialect_(dialect), hide_usage_chunk_(hide_usage_chunk) {}

  // An error: the event is the provider's report of one. Before the caller has got anything another
  // attempt may be made; later the event is forwarded as it is.
  Result<Action> OnEvent(const net::SseEvent& event);

  // Whether the provider said that the answer is complete: [DONE], or a finish_reason from those
  // that close without it; message_stop. A broken connection is nevertheless broken.
  bool ended_properly() const { return ended_; }
  const model::UsageTally& usage() const { return usage_; }

 private:
  bool IsEnd(const net::SseEvent& event) const;
  Action TakeUsage(std::string_view data);

  const Dialect dialect_;
  const bool hide_usage_chunk_;
  bool ended_ = false;
  model::UsageTally usage_;
  json::Document document_;
};

}  // namespace farthing::api
