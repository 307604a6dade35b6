#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "gateway/gateway.h"

namespace farthing::gateway {

// Keeps asking the providers whose models nobody has named what they serve: at once, after a
// reload, and every few minutes. Runs on the first worker's loop; one that does not answer keeps
// the list it had. Begin and Refresh from any thread.
class ModelRefresher final : private net::Timer {
 public:
  ModelRefresher(Gateway& gateway, Worker& worker) : gateway_(gateway), worker_(worker) {}

  void Refresh();
  // On the worker's thread: gives up what is being asked and asks no more. `done` is called once
  // nothing is left.
  void Stop(std::function<void()> done);

 private:
  void OnTimer() override { AskAll(); }
  void AskAll();
  net::Task<void> Ask(std::shared_ptr<Lane> lane);

  Gateway& gateway_;
  Worker& worker_;
  std::map<std::string, net::Interrupt> asking_;  // by provider
  bool stopping_ = false;
  std::function<void()> stopped_;
};

}  // namespace farthing::gateway
