#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "api/dialect.h"
#include "base/error.h"
#include "json/document.h"
#include "model/usage_tally.h"
#include "net/sse.h"

namespace farthing::api {

// What a translated stream says that its provider does not know.
struct StreamContext {
  std::string id;              // of the answer, in the caller's dialect: "chatcmpl-…", "msg_…"
  std::string model;           // as the caller shall see it
  int64_t created = 0;         // Unix seconds; only OpenAI's dialect says it
  bool include_usage = false;  // an OpenAI caller's stream_options.include_usage
  std::string request_id;      // for an error event; may be empty
};

// Turns the events of a provider's stream into the caller's dialect, one in, one batch out at once:
// no text waits for a later event. A state machine without I/O; texts and arguments are carried as
// the bytes they came in. What it writes satisfies the official SDKs' accumulators, and their sum
// is the answer that the same content would have been without streaming. One thread.
//
// The caller of this class obeys in this way: append `out` to the answer as it is filled; on an
// error try elsewhere if nothing was written yet, else write what OnError says and end.
class StreamTranslator {
 public:
  virtual ~StreamTranslator() = default;

  // Takes one event; of those behind the last only the usage. An error: the provider reported one,
  // or sent what is not its dialect; nothing was written for this event and no further one may be
  // given.
  Status OnEvent(const net::SseEvent& event, std::string* out);

  // The provider's bytes have ended as its HTTP framing says they should (a broken connection is
  // for OnError). Writes what is missing when the answer is complete; an error when it is not.
  Status OnEnd(std::string* out);

  // Ends the caller's stream with its dialect's error event; nothing if it has ended already.
  void OnError(const Error& error, std::string* out);

  const model::UsageTally& usage() const { return usage_; }
  bool finished() const { return finished_; }  // the caller's stream is complete or failed

 protected:
  StreamTranslator(Dialect from, Dialect to, StreamContext context);

  virtual Status Translate(json::Value event, std::string* out) = 0;
  virtual bool knows_finish() const = 0;         // the provider has said why it stopped
  virtual void Finish(std::string* out) = 0;     // writes the last events
  virtual void KeepAlive(std::string* out) = 0;  // if the stream has begun

  // Writes the last events, once.
  void Complete(std::string* out);

  const StreamContext& context() const { return context_; }
  model::UsageTally* mutable_usage() { return &usage_; }

 private:
  void TakeLateUsage(const net::SseEvent& event);

  const Dialect from_;
  const Dialect to_;
  const StreamContext context_;
  json::Document document_;
  model::UsageTally usage_;
  bool done_ = false;  // [DONE] was seen
  bool finished_ = false;
};

// REQUIRES: from != to.
std::unique_ptr<StreamTranslator> MakeStreamTranslator(Dialect from, Dialect to,
                                                       StreamContext context);

}  // namespace farthing::api
