#include "lab/load/hold.h"

#include <algorithm>
#include <utility>

namespace farthing::lab {
namespace {

constexpr size_t kOpeningAtOnce = 64;

}  // namespace

Hold::Hold(const Target& target, const LoadOptions& options, const ProcessMeter& meter,
           const Clock& clock)
    : options_(options), meter_(meter), loop_(clock), request_(BuildRequest(target, options)) {
  for (uint64_t i = 0; i < options.hold; ++i) {
    connections_.push_back(std::make_unique<LoadConnection>(loop_, target, request_, *this));
  }
}

HoldResult Hold::Run() {
  result_.wanted = options_.hold;
  result_.pss_before = meter_.PssBytes();
  begin_ = loop_.Now();
  loop_.Arm(&deadline_, begin_ + options_.timeout);
  for (size_t i = 0; i < kOpeningAtOnce; ++i) OpenNext();
  loop_.Run();
  return std::move(result_);
}

void Hold::OpenNext() {
  if (next_ == connections_.size()) return;
  const size_t number = next_++;
  connections_[number]->Send(loop_.Now(), number);
}

void Hold::OnFirstEvent(LoadConnection&) {
  ++result_.held;
  if (++settled_ == options_.hold) return OnAllOpen();
  OpenNext();
}

void Hold::OnFinished(LoadConnection&, const Exchange& exchange) {
  if (result_.lost++ == 0) {
    const std::string kind = ErrorKind(exchange);
    result_.first_error = kind.empty() ? "ended" : kind;
  }
  if (exchange.events != 0) {
    --result_.held;
    return;
  }
  if (++settled_ == options_.hold) return OnAllOpen();
  OpenNext();
}

void Hold::OnAllOpen() {
  all_open_ = true;
  result_.opening = loop_.Now() - begin_;
  result_.pss_open = meter_.PssBytes();
  loop_.Arm(&deadline_, loop_.Now() + options_.duration);
}

void Hold::OnDeadline() {
  if (!all_open_) result_.first_error = "not every stream began within the timeout";
  result_.pss_end = meter_.PssBytes();
  loop_.Stop();
}

}  // namespace farthing::lab
