#pragma once

#include <boost/container/small_vector.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "api/stream_tap.h"
#include "api/stream_translator.h"
#include "base/error.h"
#include "net/sse.h"

namespace farthing::gateway {

using Pieces = boost::container::small_vector<std::string_view, 8>;

// Brings a provider's event stream to the caller, one event in, one event out, in the same dialect
// byte for byte, else translated. No I/O. Half an event waits for its other half and is never
// passed on. One thread.
class Relay {
 public:
  struct Options {
    bool hide_usage_chunk = false;  // the gateway asked for it, the caller did not
    bool any_end = false;           // a stream of unknown kind: who knows how it ends?
  };

  // The provider's dialect is the caller's: `tap` watches.
  Relay(api::Dialect dialect, Options options, std::string request_id);
  // It is not: `translator` says everything anew.
  explicit Relay(std::unique_ptr<api::StreamTranslator> translator);

  // Takes the provider's next bytes; empty: its stream has ended. Sets `*out` to what to write now,
  // views that live until the next call and as long as `bytes`. After an error `*out` holds what
  // came before it, and Fail says how to end.
  Status Feed(std::string_view bytes, Pieces* out);

  // Sets `*out` to the caller's dialect's error event, for a stream that has begun.
  void Fail(const Error& error, Pieces* out);

  const model::UsageTally& usage() const;

 private:
  Status OnEvent(const net::SseEvent& event, Pieces* out);
  Status OnEnd(Pieces* out);

  net::SseDecoder decoder_;
  const api::Dialect dialect_;
  const bool any_end_;
  const std::string request_id_;
  api::StreamTap tap_;
  const std::unique_ptr<api::StreamTranslator> translator_;
  std::string written_;           // what was said anew
  bool error_forwarded_ = false;  // the provider's own error event went to the caller
  bool any_forwarded_ = false;
};

}  // namespace farthing::gateway
