#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "base/error.h"
#include "ledger/report.h"
#include "net/interrupt.h"
#include "net/loop.h"
#include "net/task.h"

namespace farthing::gateway {

// Reads reports out of the ledger beside the workers, which must not block: one thread, one report
// at a time. Any thread.
class ReportDesk {
 public:
  // Blocks; looks at the question's `given_up` now and then.
  using Reader = std::function<Result<ledger::Report>(const ledger::Question& question)>;

  explicit ReportDesk(Reader reader);
  ReportDesk(const ReportDesk&) = delete;
  ReportDesk& operator=(const ReportDesk&) = delete;
  // Gives up what is being read. REQUIRES: nobody begins to ask any more.
  ~ReportDesk();

  // To be awaited on `loop`'s thread. Errors: those of the reader; kOverloaded where as many wait
  // already, kTimeout after kLimit, kCancelled when interrupted. What nobody waits for any more is
  // not read, or no further.
  net::Task<Result<ledger::Report>> Ask(net::Loop& loop, ledger::Question question,
                                        net::Interrupt& interrupt);
  static constexpr size_t kMostWaiting = 16;  // besides the one that is read
  static constexpr std::chrono::minutes kLimit{5};

 private:
  struct Asked;

  bool Add(std::shared_ptr<Asked> asked);
  void GiveUp(const std::shared_ptr<Asked>& asked);
  void Work();

  const Reader reader_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::shared_ptr<Asked>> waiting_;  // guarded by mutex_, as what follows
  std::shared_ptr<Asked> read_;                 // at present
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace farthing::gateway
