#include "net/server.h"

#include <fmt/chrono.h>

#include "net/server_connection.h"

namespace farthing::net {

Server::Server(Loop& loop, Handler& handler, ServerLimits limits,
               std::atomic<uint32_t>* connections_of_all)
    : loop_(loop),
      handler_(handler),
      limits_(limits),
      open_(connections_of_all != nullptr ? *connections_of_all : own_count_) {}

Server::~Server() = default;

void Server::Listen(ListenSocket socket, std::unique_ptr<TlsServer> tls) {
  TlsServer* const raw = tls.get();
  if (tls != nullptr) tls_.push_back(std::move(tls));
  acceptors_.push_back(std::make_unique<Acceptor>(
      loop_, std::move(socket), [this, raw](Socket accepted, const Address& peer) {
        Accept(std::move(accepted), peer, raw);
      }));
}

void Server::Accept(Socket socket, const Address& peer, TlsServer* tls) {
  // Somewhat beyond the limit callers still get a sentence; far beyond it they get nothing.
  const size_t limit = limits_.max_connections;
  const size_t open = open_.load(std::memory_order_relaxed);
  if (open >= limit + limit / 10 + 16) return;
  const bool shed = open >= limit;
  open_.fetch_add(1, std::memory_order_relaxed);
  auto* connection = new ServerConnection(*this, std::move(socket), peer, shed);
  connection->place_ = connections_.insert(connections_.end(), connection);
  Spawn(connection->Run(tls));
}

void Server::Remove(ServerConnection* connection) {
  connections_.erase(connection->place_);
  open_.fetch_sub(1, std::memory_order_relaxed);
  // Its coroutine is still on the way out of Run, which needs the connection no more but lives in
  // a frame of its own: the object goes once the loop is back at its top.
  loop_.Defer([connection] { delete connection; });
  if (draining_ && connections_.empty() && drained_) std::exchange(drained_, nullptr)();
}

void Server::Drain(std::function<void()> drained) {
  draining_ = true;
  drained_ = std::move(drained);
  acceptors_.clear();
  for (ServerConnection* connection : connections_) connection->Drain();
  if (connections_.empty() && drained_) std::exchange(drained_, nullptr)();
}

void Server::CutAll() {
  for (ServerConnection* connection : connections_) connection->Cut();
}

std::string_view Server::DateLine() {
  const auto now = std::chrono::time_point_cast<std::chrono::seconds>(loop_.clock().WallNow());
  const int64_t second = now.time_since_epoch().count();
  if (second != date_second_) {
    date_second_ = second;
    date_line_ = fmt::format("date: {:%a, %d %b %Y %H:%M:%S} GMT\r\n", fmt::gmtime(second));
  }
  return date_line_;
}

}  // namespace farthing::net
