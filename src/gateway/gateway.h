#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "config/config.h"
#include "gateway/count_teacher.h"
#include "gateway/report_desk.h"
#include "gateway/worker.h"
#include "identity/admin_token.h"
#include "ledger/ledger.h"
#include "net/resolver.h"
#include "observe/log_writer.h"
#include "observe/metrics.h"

namespace farthing::gateway {

class ModelRefresher;

// A running gateway: workers, what they share, and the snapshot they work with. Start and Stop on
// one thread; Reload from any.
class Gateway {
 public:
  struct Options {
    config::Config config;
    // Gives the configuration anew for Reload; empty: there is nothing to reload.
    std::function<Result<config::Config>()> load;
    std::optional<std::string> admin_token;  // of the environment
    std::string version;
  };

  // Opens the data directory, binds every address and starts the workers. Errors are one sentence,
  // kConfiguration.
  static Result<std::unique_ptr<Gateway>> Start(Options options, Clock& clock, Logger& logger);
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;
  // Drains, if Stop has not.
  ~Gateway();

  // Where it listens, as URLs ("http://127.0.0.1:4000", "unix:/path").
  const std::vector<std::string>& urls() const { return urls_; }
  std::shared_ptr<const Snapshot> snapshot() const;

  // Takes a new configuration, whole or not at all. What needs a restart is logged and not taken.
  Status Reload();
  // For log rotation.
  void ReopenLogs();

  // Stops accepting, finishes what is open within the configured limit, ends. Blocks.
  void Stop();

 private:
  Gateway(Options options, Clock& clock, Logger& logger);
  Status OpenDataDirectory();
  Status OpenAccessLog();
  Status OpenLedger();
  Status StartWorkers();
  Status ListenOn(const std::string& text);
  Status WriteAddressFile() const;
  void RemoveAddresses() const;
  void LogChanges(const config::Config& before, const config::Config& after) const;
  void WarnOfCatalog() const;
  Status CheckLanes(const Snapshot& snapshot) const;
  // A provider has told its models. From a worker's thread.
  void AdoptList(upstream::ModelLists::Listing listing);
  void PublishLocked();

  friend class ModelRefresher;

  Options options_;
  Clock& clock_;
  Logger& logger_;
  observe::Metrics metrics_;
  net::Resolver resolver_;
  std::optional<identity::AdminToken> admin_token_;
  std::unique_ptr<observe::LogWriter> access_log_;
  std::unique_ptr<ledger::Ledger> ledger_;
  std::unique_ptr<ReportDesk> reports_;
  std::unique_ptr<CountTeacher> teacher_;
  std::unique_ptr<Shared> shared_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::unique_ptr<ModelRefresher> refresher_;
  std::vector<std::string> urls_;

  mutable std::mutex mutex_;  // guards what follows
  std::shared_ptr<const Snapshot> snapshot_;
  std::shared_ptr<const upstream::ModelLists> lists_;
  std::vector<upstream::ModelLists::Listing> discovered_;
  bool stopped_ = false;
};

}  // namespace farthing::gateway
