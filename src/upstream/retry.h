#pragma once

#include <optional>
#include <span>

#include "base/clock.h"
#include "base/error.h"
#include "base/random.h"
#include "config/config.h"
#include "upstream/resolve.h"

namespace farthing::upstream {

// How an attempt failed while nothing had gone to the caller yet.
enum class Trouble : uint8_t {
  kNoUsableKey,  // every key's breaker is open: nothing was sent
  kConnect,      // refused, unreachable, no such name, TLS failed
  kConnectTimeout,
  kReset,  // the connection ended before the first byte of the answer
  kFirstByteTimeout,
  kIdleTimeout,    // the answer began and stalled
  kTotalTimeout,   // the request's own deadline
  kBroken,         // not HTTP, not the dialect, cut short, too large
  kStatus,         // an error status; `error` is the provider's
  kErrorInAnswer,  // a 200, or a stream, that holds an error; `error` is the provider's
};

struct Outcome {
  Trouble trouble = Trouble::kBroken;
  Error error;                 // what the caller sees if this was the last attempt
  bool has_other_key = false;  // the provider has another key that is rested and works
};

// What to do next.
struct NextStep {
  enum class Kind : uint8_t {
    kRetrySame,      // the same candidate again, after `delay`, with whatever key is best
    kNextCandidate,  // current() has moved on; now
    kGiveUp,         // show `error`
  };
  Kind kind = Kind::kGiveUp;
  Duration delay{0};
  std::optional<Error> error;  // exactly with kGiveUp
};

// Whether a request that a provider may have carried out already may be sent again.
enum class Repeat : uint8_t {
  kFreely,        // it asks for an answer: twice costs money, and does no harm
  kOnlyIfUndone,  // it may create or change something (RFC 9110, section 9.2.2)
};

// Decides, without any I/O, how one request goes on after a failed attempt. Retries only what may
// succeed again: connection trouble, broken answers, 408, 409, 425, 429 and 5xx; a key that is
// refused (401, 402, 403) or limited (429) yields to another key at once; timeouts of the answer,
// refused keys, and models the provider does not have (404) go on to the next candidate; what is
// wrong with the request itself ends it. Over the whole chain there are at most max_attempts
// attempts, one of them kept for each candidate not tried yet, and none begins after the deadline.
// What may not be repeated freely goes on only after trouble that shows it was not carried out.
// One object a request, one thread.
class RetryPlan {
 public:
  // REQUIRES: candidates is not empty and, like settings and random, outlives the plan.
  // `deadline`: MonotonicTime::max() for none.
  RetryPlan(const config::Retry& settings, std::span<const Candidate> candidates,
            MonotonicTime deadline, Random& random, Repeat repeat = Repeat::kFreely);

  const Candidate& current() const { return candidates_[index_]; }
  int attempts() const { return attempts_; }

  // To be called when an attempt is sent; not when no key was usable.
  void AttemptBegun(MonotonicTime now);

  NextStep OnTrouble(Outcome outcome, MonotonicTime now);

 private:
  bool HasAttemptToSpare() const;
  std::optional<Duration> Backoff(const Error& error, MonotonicTime now);
  NextStep RetrySame(Duration delay);
  NextStep GiveUp(const Outcome& outcome, MonotonicTime now);

  const config::Retry& settings_;
  const std::span<const Candidate> candidates_;
  const MonotonicTime deadline_;
  Random& random_;
  const Repeat repeat_;
  size_t index_ = 0;
  int attempts_ = 0;
  int retries_ = 0;
  bool is_first_here_ = true;  // the next attempt is the first at the current candidate
  std::optional<Error> last_error_;
};

}  // namespace farthing::upstream
