#include "lab/mock/mock_server.h"

#include <sys/epoll.h>

#include <cerrno>
#include <unordered_map>
#include <utility>

#include "lab/mock/mock_connection.h"

namespace farthing::lab {

// One listener with the connections it accepted.
class MockThread final : public Handler, public MockConnection::Owner {
 public:
  MockThread(Fd listener, Responder responder, const Clock& clock)
      : loop_(clock), listener_(std::move(listener)), responder_(std::move(responder)) {
    loop_.Add(listener_.get(), EPOLLIN, this);
  }

  void Run() { loop_.Run(); }
  void Stop() { loop_.Stop(); }

  void OnReady(uint32_t) override {
    while (true) {
      Fd accepted(accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
      if (!accepted && (errno == EINTR || errno == ECONNABORTED)) continue;
      if (!accepted) return Rest();
      Serve(std::move(accepted));
    }
  }

  void OnTimer() override { loop_.Modify(listener_.get(), EPOLLIN, this); }

  void OnDone(MockConnection* connection) override {
    const auto found = connections_.find(connection);
    loop_.Bury(std::move(found->second));
    connections_.erase(found);
  }

 private:
  // Out of descriptors, accepting would spin: the listener rests until some may be free again.
  void Rest() {
    if (errno == EAGAIN) return;
    constexpr Duration kRest = std::chrono::milliseconds(10);
    loop_.Modify(listener_.get(), 0, this);
    loop_.Arm(this, loop_.Now() + kRest);
  }

  void Serve(Fd accepted) {
    const bool refused = responder_.DrawRefusal();
    responder_.state().CountAccept(refused);
    if (refused) return ResetOnClose(accepted);
    auto connection =
        std::make_unique<MockConnection>(std::move(accepted), loop_, responder_, *this);
    MockConnection* key = connection.get();
    connections_.emplace(key, std::move(connection));
  }

  Loop loop_;
  Fd listener_;
  Responder responder_;
  std::unordered_map<MockConnection*, std::unique_ptr<MockConnection>> connections_;
};

Result<std::unique_ptr<MockServer>> MockServer::Create(const MockOptions& options,
                                                       const Brain& brain, const Clock& clock) {
  auto endpoint = ParseSocketAddress(options.listen);
  if (!endpoint) return Fail(endpoint.error());
  std::unique_ptr<MockServer> server(new MockServer);
  for (int i = 0; i < options.threads; ++i) {
    auto plan = FaultPlan::Parse(options.faults, options.seed + static_cast<uint64_t>(i) * 2);
    if (!plan) return Fail(plan.error());
    auto listener = Listen(*endpoint);
    if (!listener) return Fail(listener.error());
    *endpoint = LocalAddress(*listener);
    Responder responder(options, brain, *std::move(plan), server->state_);
    server->threads_.push_back(
        std::make_unique<MockThread>(*std::move(listener), std::move(responder), clock));
  }
  server->address_ = endpoint->ToString();
  return server;
}

MockServer::~MockServer() { Stop(); }

std::string MockServer::url() const { return "http://" + address_; }

void MockServer::Start() {
  for (auto& thread : threads_) running_.emplace_back([&thread] { thread->Run(); });
}

void MockServer::Stop() {
  for (auto& thread : threads_) thread->Stop();
  for (std::thread& thread : running_) thread.join();
  running_.clear();
}

}  // namespace farthing::lab
