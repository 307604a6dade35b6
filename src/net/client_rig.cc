#include "net/client_rig.h"

#include <array>

#include "base/check.h"

namespace farthing::net::test {

std::string Outcome::text() const {
  if (!error) return std::to_string(status) + " " + body;
  switch (error->code) {
    case ErrorCode::kUpstream:
      return "kUpstream: " + error->message;
    case ErrorCode::kTimeout:
      return "kTimeout: " + error->message;
    case ErrorCode::kCancelled:
      return "kCancelled: " + error->message;
    case ErrorCode::kOverloaded:
      return "kOverloaded: " + error->message;
    default:
      return "other: " + error->message;
  }
}

TestClient::TestClient(Destination destination, ClientPool::Options options,
                       Resolver::Lookup lookup)
    : resolver_(clock_, std::move(lookup)) {
  Result<std::unique_ptr<ClientPool>> pool = thread_.Call([&] {
    return ClientPool::Create(thread_.loop(), resolver_, std::move(destination), options);
  });
  CHECK(pool.has_value());
  pool_ = std::move(*pool);
}

TestClient::~TestClient() {
  thread_.Call([this] { pool_.reset(); });
}

Destination TestClient::To(const Address& upstream) {
  return Destination{.host = upstream.HostString(), .port = upstream.port()};
}

Outcome TestClient::Ask(CallOptions options) {
  return thread_.Await([&] { return Call(options); });
}

std::optional<Error> TestClient::TryConnect(Duration time) {
  return thread_.Await([&] { return ConnectOnly(time); });
}

Task<Outcome> TestClient::Call(CallOptions options) {
  Outcome outcome;
  const MonotonicTime deadline = thread_.loop().now() + options.time;
  std::unique_ptr<ClientCall> call = pool_->TryAcquire();
  if (!call) {
    Result<std::unique_ptr<ClientCall>> made = co_await pool_->Connect(deadline, interrupt_);
    if (!made) {
      outcome.error = made.error();
      co_return outcome;
    }
    call = std::move(*made);
  }
  outcome.reused = call->reused();
  call->SetDeadline(deadline);
  ClientCall* const raw = call.get();
  const Interrupt::Scope scope(&interrupt_, [raw] { raw->Cancel(); });
  const std::array<std::string_view, 1> pieces{options.request};
  Status sent = co_await call->Send(pieces);
  if (!sent) {
    outcome.error = sent.error();
    co_return outcome;
  }
  Result<const ResponseHead*> head = co_await call->ReadHead(options.head_request);
  if (!head) {
    outcome.error = head.error();
    co_return outcome;
  }
  outcome.status = (*head)->status;
  for (;;) {
    Result<std::string_view> piece = co_await call->ReadBody();
    if (!piece) {
      outcome.error = piece.error();
      co_return outcome;
    }
    if (piece->empty()) co_return outcome;
    outcome.body += *piece;
  }
}

Task<std::optional<Error>> TestClient::ConnectOnly(Duration time) {
  const MonotonicTime deadline = thread_.loop().now() + time;
  Result<std::unique_ptr<ClientCall>> made = co_await pool_->Connect(deadline, interrupt_);
  if (made) co_return std::nullopt;
  co_return made.error();
}

}  // namespace farthing::net::test
