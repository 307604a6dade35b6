#include "gateway/relay.h"

#include "api/delta_text.h"
#include "api/error_body.h"

namespace farthing::gateway {
namespace {

// What a provider sends behind the last event is passed on as far as this.
constexpr size_t kMostBehindTheEnd = 64 * 1024;

// Neighbours in the source become one piece.
void Join(std::string_view bytes, Pieces* out) {
  if (bytes.empty()) return;
  if (!out->empty() && out->back().data() + out->back().size() == bytes.data()) {
    out->back() = {out->back().data(), out->back().size() + bytes.size()};
  } else {
    out->push_back(bytes);
  }
}

Error CutShort() {
  return Error::Upstream("The provider's stream ended before the answer was complete.", true);
}

}  // namespace

Relay::Relay(api::Dialect dialect, Options options, std::string request_id)
    : dialect_(dialect),
      any_end_(options.any_end),
      request_id_(std::move(request_id)),
      tap_(dialect, options.hide_usage_chunk) {}

Relay::Relay(std::unique_ptr<api::StreamTranslator> translator)
    : dialect_(api::Dialect::kOpenAI),
      any_end_(false),
      tap_(api::Dialect::kOpenAI, false),
      translator_(std::move(translator)) {}

const model::UsageTally& Relay::usage() const {
  return translator_ ? translator_->usage() : tap_.usage();
}

Status Relay::OnEvent(const net::SseEvent& event, Pieces* out) {
  text_bytes_ += api::DeltaTextBytes(event.data);
  if (!translator_) return ForwardEvent(event, out);
  Status said = translator_->OnEvent(event, &written_);
  if (said && !at_end_ && translator_->finished()) HoldLastWritten();
  return said;
}

Status Relay::ForwardEvent(const net::SseEvent& event, Pieces* out) {
  using Action = api::StreamTap::Action;
  const Result<Action> action = tap_.OnEvent(event);
  if (action && *action == Action::kHide) return {};
  if (at_end_ || (action && *action == Action::kEnd)) {
    at_end_ = true;
    if (end_.size() < kMostBehindTheEnd) end_.append(event.raw);
    return {};
  }
  if (!action) {
    // A stream that has begun ends with the provider's own words.
    if (!any_forwarded_ && out->empty()) return farthing::Fail(action.error());
    error_forwarded_ = true;
  }
  Join(event.raw, out);
  if (!action) return farthing::Fail(action.error());
  return {};
}

// The caller's dialect ends with an event of its own, which the translator has just written.
void Relay::HoldLastWritten() {
  at_end_ = true;
  const size_t before =
      written_.size() < 3 ? written_.npos : written_.rfind("\n\n", written_.size() - 3);
  const size_t begin = before == written_.npos ? 0 : before + 2;
  end_ = written_.substr(begin);
  written_.resize(begin);
}

Status Relay::OnEnd(Pieces* out) {
  decoder_.End();
  net::SseEvent event;
  while (decoder_.Next(&event) == net::SseDecoder::Outcome::kEvent) {
    if (Status taken = OnEvent(event, out); !taken) return taken;
  }
  if (at_end_) return {};
  if (translator_) {
    Status ended = translator_->OnEnd(&written_);
    if (ended) HoldLastWritten();
    return ended;
  }
  const bool ended = any_end_ || tap_.ended_properly();
  if (!ended || decoder_.incomplete()) return farthing::Fail(CutShort());
  return {};
}

Status Relay::Feed(std::string_view bytes, Pieces* out) {
  out->clear();
  written_.clear();
  Status status;
  if (bytes.empty()) {
    status = OnEnd(out);
  } else {
    decoder_.Feed(bytes);
    net::SseEvent event;
    auto next = net::SseDecoder::Outcome::kEvent;
    while (status && (next = decoder_.Next(&event)) == net::SseDecoder::Outcome::kEvent) {
      status = OnEvent(event, out);
    }
    if (next == net::SseDecoder::Outcome::kTooLarge && !at_end_) {
      status =
          farthing::Fail(Error::Upstream("An event of the provider's stream is too large.", true));
    }
  }
  if (!written_.empty()) out->push_back(written_);
  any_forwarded_ |= !out->empty();
  return status;
}

std::string_view Relay::TakeEnd() {
  taken_.swap(end_);
  end_.clear();
  return taken_;
}

void Relay::Fail(const Error& error, Pieces* out) {
  out->clear();
  written_.clear();
  if (translator_) {
    translator_->OnError(error, &written_);
  } else if (!error_forwarded_) {
    written_ = api::ErrorEvent(dialect_, error, request_id_);
  }
  if (!written_.empty()) out->push_back(written_);
}

}  // namespace farthing::gateway
