#include "gateway/gateway.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <latch>
#include <thread>

#include "config/show.h"
#include "gateway/model_refresher.h"
#include "ledger/database.h"
#include "net/listener.h"
#include "observe/log_output.h"

namespace farthing::gateway {
namespace {

observe::MetricsOptions MetricsOptionsOf(std::string version) {
  observe::MetricsOptions options;
  options.version = std::move(version);
  for (size_t i = 0; i < api::kOperations; ++i) {
    options.operations.emplace_back(api::NameOf(static_cast<api::Operation>(i)));
  }
  for (const api::Dialect dialect : {api::Dialect::kOpenAI, api::Dialect::kAnthropic}) {
    options.dialects.emplace_back(api::NameOf(dialect));
  }
  for (size_t i = 0; i < ledger::kStepCount; ++i) {
    options.steps.emplace_back(ledger::NameOf(static_cast<ledger::Step>(i)));
  }
  return options;
}

size_t WorkerCount(const config::Config& config) {
  if (config.workers > 0) return static_cast<size_t>(config.workers);
  return std::max(1u, std::thread::hardware_concurrency());
}

}  // namespace

Gateway::Gateway(Options options, Clock& clock, Logger& logger)
    : options_(std::move(options)),
      clock_(clock),
      logger_(logger),
      metrics_(MetricsOptionsOf(options_.version)),
      resolver_(clock, net::Resolver::SystemLookup()) {}

Gateway::~Gateway() { Stop(); }

Result<std::unique_ptr<Gateway>> Gateway::Start(Options options, Clock& clock, Logger& logger) {
  std::unique_ptr<Gateway> gateway(new Gateway(std::move(options), clock, logger));
  Result<std::shared_ptr<const Snapshot>> snapshot =
      Snapshot::Make(gateway->options_.config, nullptr);
  if (!snapshot) return Fail(snapshot.error());
  gateway->snapshot_ = *snapshot;
  gateway->WarnOfCatalog();
  gateway->lists_ = std::make_shared<const upstream::ModelLists>(gateway->snapshot_->upstreams(),
                                                                 gateway->discovered_);
  if (Status opened = gateway->OpenDataDirectory(); !opened) return Fail(opened.error());
  if (Status opened = gateway->OpenAccessLog(); !opened) return Fail(opened.error());
  if (Status opened = gateway->OpenLedger(); !opened) return Fail(opened.error());
  if (Status started = gateway->StartWorkers(); !started) return Fail(started.error());
  return gateway;
}

Status Gateway::OpenDataDirectory() {
  const std::string& directory = options_.config.data_dir;
  std::error_code failed;
  std::filesystem::create_directories(directory, failed);
  if (failed || access(directory.c_str(), W_OK | X_OK) != 0) {
    return Fail(Error::Configuration(
        "Cannot write to the data directory " + directory +
        "; give the user that runs farthing the right, or choose another with --data-dir."));
  }
  Result<identity::AdminToken> token = identity::AdminToken::Open(options_.admin_token, directory);
  if (!token) return Fail(token.error());
  admin_token_ = std::move(*token);
  return {};
}

Status Gateway::OpenAccessLog() {
  const std::string& path = options_.config.access_log.path;
  if (path == "off") return {};
  auto output = std::make_unique<observe::FileOutput>(path);
  if (Status opened = output->Reopen(); !opened) return opened;
  access_log_ = std::make_unique<observe::LogWriter>(std::move(output), logger_);
  return {};
}

Status Gateway::OpenLedger() {
  ledger::Ledger::Options options;
  options.data_dir = options_.config.data_dir;
  options.postgres = options_.config.ledger.postgres;
  options.lanes = static_cast<uint32_t>(WorkerCount(options_.config));
  options.retention = options_.config.ledger.retention;
  Result<std::unique_ptr<ledger::Ledger>> opened = ledger::Ledger::Open(options, clock_, logger_);
  if (!opened) return Fail(opened.error());
  ledger_ = std::move(*opened);
  reports_ = std::make_unique<ReportDesk>(
      [source = ledger::SourceOf(options.data_dir, options.postgres)](
          const ledger::Question& question) { return ledger::MakeReport(source, question); });
  return {};
}

Status Gateway::StartWorkers() {
  const size_t count = WorkerCount(options_.config);
  teacher_ = std::make_unique<CountTeacher>(options_.config.data_dir, clock_, logger_);
  shared_.reset(new Shared{.clock = clock_,
                           .logger = logger_,
                           .metrics = metrics_,
                           .resolver = resolver_,
                           .admin_token = *admin_token_,
                           .ledger = *ledger_,
                           .reports = *reports_,
                           .teacher = *teacher_,
                           .access_log = access_log_.get(),
                           .version = options_.version,
                           .workers = count,
                           .started = clock_.Now(),
                           .reload = [this] { return Reload(); }});
  for (size_t i = 0; i < count; ++i) {
    workers_.push_back(std::make_unique<Worker>(*shared_, metrics_.AddWorker(),
                                                ledger_->lane(static_cast<uint32_t>(i))));
    if (Status taken = workers_.back()->Prepare(snapshot_, lists_); !taken) return taken;
  }
  for (const std::string& text : options_.config.listen) {
    if (Status listening = ListenOn(text); !listening) return listening;
  }
  if (Status written = WriteAddressFile(); !written) return written;
  refresher_ = std::make_unique<ModelRefresher>(*this, *workers_.front());
  if (access_log_) access_log_->Start();
  ledger_->Start();
  teacher_->Start();
  for (size_t i = 0; i < count; ++i) workers_[i]->Start(static_cast<int>(i));
  refresher_->Refresh();
  shared_->ready.store(true);
  return {};
}

Status Gateway::ListenOn(const std::string& text) {
  Result<net::Address> address = net::Address::Parse(text);
  if (!address) return Fail(address.error());
  // A shared port would let a second gateway in unnoticed, so the first look is for the port alone.
  net::Address bound = *address;
  {
    Result<net::ListenSocket> sole = net::ListenSocket::Open(*address, false);
    if (!sole) return Fail(sole.error());
    bound = sole->address();
    if (address->is_unix()) {
      for (const std::unique_ptr<Worker>& worker : workers_) {
        if (Status ok = worker->Listen(sole->Duplicate()); !ok) return ok;
      }
    }
  }
  if (!address->is_unix()) {
    for (const std::unique_ptr<Worker>& worker : workers_) {
      Result<net::ListenSocket> socket = net::ListenSocket::Open(bound, true);
      if (!socket) return Fail(socket.error());
      if (Status ok = worker->Listen(std::move(*socket)); !ok) return ok;
    }
  }
  const char* scheme = options_.config.tls ? "https://" : "http://";
  urls_.push_back(bound.is_unix() ? bound.ToString() : scheme + bound.ToString());
  return {};
}

Status Gateway::WriteAddressFile() const {
  const std::string path = options_.config.data_dir + "/address";
  std::ofstream file(path, std::ios::trunc);
  file << urls_.front() << '\n';
  file.close();
  if (file) return {};
  return Fail(Error::Configuration("Cannot write " + path + "."));
}

// While it still listens, so that nobody else can have put theirs in the same place.
void Gateway::RemoveAddresses() const {
  std::error_code gone_already;
  for (const std::string& url : urls_) {
    constexpr std::string_view kUnix = "unix:";
    if (url.starts_with(kUnix)) std::filesystem::remove(url.substr(kUnix.size()), gone_already);
  }
  // Several gateways may share a data directory; the last to start has its address there.
  const std::string path = options_.config.data_dir + "/address";
  std::string written;
  std::getline(std::ifstream(path), written);
  if (written == urls_.front()) std::filesystem::remove(path, gone_already);
}

std::shared_ptr<const Snapshot> Gateway::snapshot() const {
  std::lock_guard lock(mutex_);
  return snapshot_;
}

// What would fail on a worker is tried here first, so that a reload is whole or not at all.
Status Gateway::CheckLanes(const Snapshot& snapshot) const {
  for (const auto& upstream : snapshot.upstreams().all()) {
    if (upstream->provider.is_in_process() || upstream->provider.ca_file().empty()) continue;
    Result<std::unique_ptr<net::TlsClient>> tls =
        net::TlsClient::Create(upstream->provider.ca_file());
    if (!tls) return Fail(tls.error());
  }
  return {};
}

Status Gateway::Reload() {
  if (!options_.load) {
    return Fail(Error::Configuration("There is no configuration file to reload."));
  }
  const auto attempt = [this]() -> Status {
    Result<config::Config> config = options_.load();
    if (!config) return Fail(config.error());
    std::lock_guard lock(mutex_);
    if (stopped_) return Fail(Error::Configuration("The gateway is stopping."));
    Result<std::shared_ptr<const Snapshot>> next =
        Snapshot::Make(std::move(*config), snapshot_.get());
    if (!next) return Fail(next.error());
    if (Status usable = CheckLanes(**next); !usable) return usable;
    LogChanges(snapshot_->config(), (*next)->config());
    snapshot_ = std::move(*next);
    WarnOfCatalog();
    logger_.SetLevel(snapshot_->config().log_level);
    PublishLocked();
    return {};
  };
  Status reloaded = attempt();
  metrics_.RecordReload(reloaded.has_value());
  if (reloaded) {
    logger_.Info("configuration reloaded");
    refresher_->Refresh();
  } else {
    logger_.Error("configuration not reloaded, the old one stays",
                  {{"reason", reloaded.error().message}});
  }
  return reloaded;
}

void Gateway::LogChanges(const config::Config& before, const config::Config& after) const {
  for (const config::Change& change : config::Diff(before, after)) {
    if (change.restart) {
      logger_.Warning("a setting takes effect only at the next start",
                      {{"setting", change.ToString()}});
    } else {
      logger_.Info("a setting changes", {{"setting", change.ToString()}});
    }
  }
}

void Gateway::WarnOfCatalog() const {
  const std::string& warning = snapshot_->catalog_warning();
  if (!warning.empty()) logger_.Warning("the installed catalogue", {{"trouble", warning}});
}

void Gateway::PublishLocked() {
  lists_ = std::make_shared<const upstream::ModelLists>(snapshot_->upstreams(), discovered_);
  for (const std::unique_ptr<Worker>& worker : workers_) worker->Adopt(snapshot_, lists_);
}

void Gateway::AdoptList(upstream::ModelLists::Listing listing) {
  std::lock_guard lock(mutex_);
  const auto known = std::find_if(discovered_.begin(), discovered_.end(), [&](const auto& one) {
    return one.provider == listing.provider;
  });
  if (known == discovered_.end()) {
    discovered_.push_back(std::move(listing));
  } else if (known->models != listing.models) {
    *known = std::move(listing);
  } else {
    return;
  }
  PublishLocked();
}

void Gateway::ReopenLogs() {
  if (access_log_) access_log_->RequestReopen();
}

void Gateway::Stop() {
  {
    std::lock_guard lock(mutex_);
    if (std::exchange(stopped_, true) || !shared_ || !shared_->ready) return;
  }
  RemoveAddresses();
  const Duration limit = snapshot_->config().server.drain;
  std::latch drained(static_cast<std::ptrdiff_t>(workers_.size()) + 1);
  workers_.front()->loop.Post(
      [this, &drained] { refresher_->Stop([&drained] { drained.count_down(); }); });
  for (const std::unique_ptr<Worker>& worker : workers_) {
    worker->Drain(limit, [&drained] { drained.count_down(); });
  }
  drained.wait();
  for (const std::unique_ptr<Worker>& worker : workers_) {
    worker->Finish();
    worker->Join();
  }
}

}  // namespace farthing::gateway
