#include "gateway/worker.h"

#include <pthread.h>

#include "api/error_body.h"
#include "base/check.h"
#include "gateway/answer_head.h"
#include "gateway/http_routes.h"
#include "gateway/local_answers.h"
#include "gateway/pipeline.h"
#include "gateway/request.h"

namespace farthing::gateway {
namespace {

net::ServerLimits LimitsOf(const config::Config& config) {
  net::ServerLimits limits;
  limits.max_header_bytes = config.server.max_header_bytes;
  limits.max_body_bytes = config.server.max_body_bytes;
  limits.max_connections = config.server.max_connections;
  limits.request_timeout = config.server.request_timeout;
  limits.keep_alive = config.server.keep_alive;
  return limits;
}

}  // namespace

Lane& WorkerState::LaneOf(const upstream::Upstream* upstream) const {
  for (const std::shared_ptr<Lane>& lane : lanes) {
    if (&lane->upstream() == upstream) return *lane;
  }
  CheckFailed(__FILE__, __LINE__, "an upstream of another snapshot");
}

// Cuts what a drain has not finished in time.
class Worker::DrainLimit final : public net::Timer {
 public:
  explicit DrainLimit(net::Server& server) : server_(server) {}

 private:
  void OnTimer() override { server_.CutAll(); }
  net::Server& server_;
};

// Connections come and go without a request: once a second the gauges are told.
class Worker::GaugeClock final : public net::Timer {
 public:
  explicit GaugeClock(Worker& worker) : worker_(worker) { OnTimer(); }

 private:
  void OnTimer() override {
    worker_.metrics.client_connections().Set(static_cast<int64_t>(worker_.server_.connections()));
    for (const std::shared_ptr<Lane>& lane : worker_.state->lanes) lane->UpdateGauges();
    worker_.loop.timers().Arm(this, worker_.loop.now() + std::chrono::seconds(1));
  }
  Worker& worker_;
};

Worker::Worker(Shared& all, observe::WorkerMetrics& worker_metrics, ledger::LedgerLane& lane)
    : shared(all),
      loop(all.clock),
      metrics(worker_metrics),
      ledger(lane),
      server_(loop, *this, net::ServerLimits(), &all.client_connections) {
  if (shared.access_log != nullptr) {
    access_log =
        std::make_unique<observe::AccessLog>(*shared.access_log, metrics.access_log_dropped());
  }
}

Worker::~Worker() = default;

Status Worker::Prepare(std::shared_ptr<const Snapshot> snapshot,
                       std::shared_ptr<const upstream::ModelLists> lists) {
  return Take(std::move(snapshot), std::move(lists));
}

Status Worker::Take(std::shared_ptr<const Snapshot> snapshot,
                    std::shared_ptr<const upstream::ModelLists> lists) {
  auto next =
      std::make_shared<WorkerState>(std::move(snapshot), std::move(lists), shared.teacher.counts());
  for (const std::shared_ptr<upstream::Upstream>& upstream : next->snapshot->upstreams().all()) {
    std::shared_ptr<Lane> lane;
    if (state != nullptr) {
      for (const std::shared_ptr<Lane>& old : state->lanes) {
        if (&old->upstream() == upstream.get()) lane = old;
      }
    }
    if (lane == nullptr) {
      Result<std::shared_ptr<Lane>> opened =
          Lane::Open(loop, shared.resolver, upstream, shared.metrics, metrics);
      if (!opened) return Fail(opened.error());
      lane = std::move(*opened);
    }
    next->lanes.push_back(std::move(lane));
  }
  server_.SetLimits(LimitsOf(next->config()));
  state = std::move(next);
  return {};
}

Status Worker::Listen(net::ListenSocket socket) {
  std::unique_ptr<net::TlsServer> tls;
  if (const std::optional<config::Tls>& files = state->config().tls) {
    Result<std::unique_ptr<net::TlsServer>> loaded = net::TlsServer::Load(files->cert, files->key);
    if (!loaded) return Fail(loaded.error());
    tls = std::move(*loaded);
  }
  server_.Listen(std::move(socket), std::move(tls));
  return {};
}

void Worker::Start(int index) {
  gauge_clock_ = std::make_unique<GaugeClock>(*this);
  thread_ = std::thread([this] { loop.Run(); });
  pthread_setname_np(thread_.native_handle(), ("worker-" + std::to_string(index)).c_str());
}

void Worker::Adopt(std::shared_ptr<const Snapshot> snapshot,
                   std::shared_ptr<const upstream::ModelLists> lists) {
  loop.Post([this, snapshot = std::move(snapshot), lists = std::move(lists)]() mutable {
    if (Status taken = Take(std::move(snapshot), std::move(lists)); !taken) {
      shared.logger.Error("a worker keeps its old configuration",
                          {{"reason", taken.error().message}});
    }
  });
}

void Worker::Drain(Duration limit, std::function<void()> drained) {
  loop.Post([this, limit, drained = std::move(drained)]() mutable {
    draining = true;
    drain_limit_ = std::make_unique<DrainLimit>(server_);
    loop.timers().Arm(drain_limit_.get(), loop.now() + limit);
    server_.Drain(std::move(drained));
  });
}

void Worker::Finish() { loop.Stop(); }

void Worker::Join() {
  if (thread_.joinable()) thread_.join();
}

net::Task<void> Worker::Handle(net::Exchange& exchange) {
  Request request(*this, exchange, FindHttpRoute(exchange.head()));
  if (request.http.service == Service::kModelCall && !IsPreflight(request)) {
    co_await Serve(request);
  } else {
    co_await AnswerLocally(request);
  }
}

net::Refusal Worker::Refuse(const net::RequestHead& head, const Error& error) {
  const HttpRoute route = FindHttpRoute(head);
  observe::RequestSample sample;
  sample.operation = static_cast<size_t>(route.operation);
  sample.dialect = static_cast<size_t>(route.dialect);
  sample.status = error.http_status();
  metrics.ForTarget(observe::kNoTarget).RecordRequest(sample);
  if (error.code == ErrorCode::kOverloaded) metrics.RecordShed(observe::ShedReason::kConnections);
  const observe::RequestId id = observe::MakeRequestId(random);
  return {RefusalLines(route.dialect, id.view()), api::ErrorBody(route.dialect, error, id.view())};
}

}  // namespace farthing::gateway
