#pragma once

#include <array>
#include <cstddef>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"

namespace farthing::observe {

// One failed request as an operator may see it: no prompt, no key.
struct RecentError {
  WallTime time;
  std::string request_id;
  std::string model;  // "provider/model", or what was asked when none was chosen
  int status = 0;
  std::string slug;
  std::string message;
};

// The last kCapacity errors of one worker. Any thread; the lock is contended only by a viewer.
class RecentErrors {
 public:
  static constexpr size_t kCapacity = 20;
  static constexpr size_t kMaxMessageBytes = 200;

  // Control characters become spaces and long texts are cut, so that a terminal can show them.
  void Push(RecentError error);
  void AppendTo(std::vector<RecentError>* errors) const;  // in no particular order

 private:
  mutable std::mutex mutex_;
  std::array<RecentError, kCapacity> ring_;
  size_t pushed_ = 0;
};

}  // namespace farthing::observe
