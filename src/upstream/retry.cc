#include "upstream/retry.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace farthing::upstream {
namespace {

// What a status, or the kind of the trouble, allows.
struct Remedy {
  bool same = false;          // the same candidate may be asked again
  bool next = false;          // another candidate may do better
  bool other_key = false;     // another key of the provider may do better, at once
  bool prefers_next = false;  // the same again only where there is no other candidate
};

Remedy RemedyOfStatus(int status) {
  switch (status) {
    case 401:
    case 402:
    case 403:
      return {.next = true, .other_key = true};
    case 404:
      return {.next = true};
    case 408:
    case 409:
    case 425:
      return {.same = true, .next = true};
    case 429:
      return {.same = true, .next = true, .other_key = true};
    case 501:
    case 505:
      return {.next = true};
    default:
      return {.same = status >= 500, .next = status >= 500};
  }
}

Remedy RemedyOf(const Outcome& outcome) {
  switch (outcome.trouble) {
    case Trouble::kNoUsableKey:
      return {.next = true};
    case Trouble::kConnect:
    case Trouble::kConnectTimeout:
      return {.same = true, .next = true, .prefers_next = true};
    case Trouble::kReset:
    case Trouble::kBroken:
      return {.same = true, .next = true};
    case Trouble::kFirstByteTimeout:
    case Trouble::kIdleTimeout:
      return {.next = true};
    case Trouble::kTotalTimeout:
      return {};
    case Trouble::kStatus:
      return RemedyOfStatus(outcome.error.http_status());
    case Trouble::kErrorInAnswer:
      if (outcome.error.status >= 400) return RemedyOfStatus(outcome.error.status);
      return {.same = outcome.error.retryable, .next = outcome.error.retryable};
  }
  return {};
}

// The provider has said, or it is plain, that nothing was done.
bool WasUndone(const Outcome& outcome) {
  switch (outcome.trouble) {
    case Trouble::kNoUsableKey:
    case Trouble::kConnect:
    case Trouble::kConnectTimeout:
      return true;
    case Trouble::kStatus:
      return outcome.error.http_status() < 500 && outcome.error.http_status() != 408;
    default:
      return false;
  }
}

}  // namespace

RetryPlan::RetryPlan(const config::Retry& settings, std::span<const Candidate> candidates,
                     MonotonicTime deadline, Random& random, Repeat repeat)
    : settings_(settings),
      candidates_(candidates),
      deadline_(deadline),
      random_(random),
      repeat_(repeat) {
  CHECK(!candidates_.empty());
}

void RetryPlan::AttemptBegun(MonotonicTime now) {
  ++attempts_;
  if (std::exchange(is_first_here_, false)) current().upstream->retry_budget.CountFirstAttempt(now);
}

NextStep RetryPlan::OnTrouble(Outcome outcome, MonotonicTime now) {
  // Where nothing was sent, the error of an earlier attempt says more.
  if (outcome.trouble != Trouble::kNoUsableKey || !last_error_) last_error_ = outcome.error;
  const bool may_repeat = repeat_ == Repeat::kFreely || WasUndone(outcome);
  const Remedy remedy = may_repeat ? RemedyOf(outcome) : Remedy();
  if (now >= deadline_ || attempts_ >= settings_.max_attempts) return GiveUp(outcome, now);

  const bool has_next = index_ + 1 < candidates_.size();
  RetryBudget& budget = current().upstream->retry_budget;
  if (HasAttemptToSpare()) {
    if (remedy.other_key && outcome.has_other_key) {
      if (budget.TryRetry(now)) return RetrySame(Duration(0));
    } else if (remedy.same && !(remedy.prefers_next && has_next)) {
      const std::optional<Duration> delay = Backoff(outcome.error, now);
      if (delay && budget.TryRetry(now)) return RetrySame(*delay);
    }
  }
  if (!remedy.next || !has_next) return GiveUp(outcome, now);
  ++index_;
  is_first_here_ = true;
  return {.kind = NextStep::Kind::kNextCandidate};
}

bool RetryPlan::HasAttemptToSpare() const {
  const auto left = static_cast<size_t>(settings_.max_attempts - attempts_);
  return left > candidates_.size() - index_ - 1;
}

// Exponential with full jitter (Brooker, "Exponential Backoff And Jitter", 2015), never less than
// the provider asked for. Nothing when it asked for too much, or the deadline comes first.
std::optional<Duration> RetryPlan::Backoff(const Error& error, MonotonicTime now) {
  const Duration longest = settings_.max_backoff;
  Duration ceiling = settings_.backoff;
  for (int i = 0; i < retries_ && ceiling < longest; ++i) ceiling *= 2;
  ceiling = std::min(ceiling, longest);
  Duration delay(static_cast<int64_t>(static_cast<double>(ceiling.count()) * random_.Uniform()));
  if (error.retry_after) {
    if (*error.retry_after > longest) return {};
    delay = std::max<Duration>(delay, *error.retry_after);
  }
  if (deadline_ - now <= delay) return {};
  return delay;
}

NextStep RetryPlan::RetrySame(Duration delay) {
  ++retries_;
  return {.kind = NextStep::Kind::kRetrySame, .delay = delay};
}

NextStep RetryPlan::GiveUp(const Outcome& outcome, MonotonicTime now) {
  NextStep step;
  if (outcome.trouble == Trouble::kTotalTimeout) {
    step.error = outcome.error;
  } else if (now >= deadline_) {
    step.error = Error::Timeout("The request's total time is over; the last attempt failed: " +
                                last_error_->message);
  } else {
    step.error = std::move(last_error_);
  }
  return step;
}

}  // namespace farthing::upstream
