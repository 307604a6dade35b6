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

  // The caller's last event has come. It is held back, with whatever follows it, until TakeEnd:
  // some things belong before it. Nothing that comes later is an error any more.
  bool at_end() const { return at_end_; }
  // What is held back, once; a view that lives until the next call of Feed.
  std::string_view TakeEnd();

  // Sets `*out` to the caller's dialect's error event, for a stream that has begun.
  void Fail(const Error& error, Pieces* out);

  const model::UsageTally& usage() const;
  // Of the answer's text so far, see api/delta_text.h.
  size_t text_bytes() const { return text_bytes_; }

 private:
  Status OnEvent(const net::SseEvent& event, Pieces* out);
  Status ForwardEvent(const net::SseEvent& event, Pieces* out);
  Status OnEnd(Pieces* out);
  void HoldLastWritten();

  net::SseDecoder decoder_;
  const api::Dialect dialect_;
  const bool any_end_;
  const std::string request_id_;
  api::StreamTap tap_;
  const std::unique_ptr<api::StreamTranslator> translator_;
  std::string written_;           // what was said anew
  bool error_forwarded_ = false;  // the provider's own error event went to the caller
  bool any_forwarded_ = false;
  size_t text_bytes_ = 0;
  bool at_end_ = false;
  std::string end_;    // held back
  std::string taken_;  // by TakeEnd
};

}  // namespace farthing::gateway
