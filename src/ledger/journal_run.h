#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"

namespace farthing::ledger {

// One run of a gateway, from its start to its end: a folder DATA_DIR/journal/RUN for its segments,
// locked for as long as its process lives. Who finds such a folder unlocked may lock it and take
// over what is there; so several gateways may have one data directory. One thread.
class JournalRun {
 public:
  // A new run with a folder of its own in `journal`, which is made where it is missing. Errors:
  // kInternal.
  static Result<JournalRun> Make(const std::string& journal);

  struct Found;
  // The runs that have ended, locked by this object from now on. Errors: kInternal for a folder
  // that cannot be read.
  static Result<Found> FindEnded(const std::string& journal);

  JournalRun(JournalRun&& other) noexcept;
  JournalRun& operator=(JournalRun&& other) noexcept;
  ~JournalRun();  // unlocks

  // Random, 1 to 2^63 - 1: no other run of any gateway has it.
  uint64_t id() const { return id_; }
  const std::string& folder() const { return folder_; }

  // Makes it outlive the machine which files the folder has. Errors: kInternal.
  Status Sync() const;
  bool IsEmpty() const;
  // REQUIRES: IsEmpty. Errors: kInternal.
  Status Remove() const;

 private:
  enum class Locking : uint8_t { kLocked, kTaken, kGone };
  JournalRun(const std::string& journal, uint64_t id);
  Result<Locking> Lock();

  uint64_t id_ = 0;
  std::string folder_;
  int fd_ = -1;  // of the folder; holds the lock
};

struct JournalRun::Found {
  std::vector<JournalRun> ended;
  std::vector<std::string> strangers;  // which are not the journal's, and left alone
};

}  // namespace farthing::ledger
