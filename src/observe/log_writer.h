#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/log.h"
#include "observe/log_output.h"
#include "observe/log_ring.h"

namespace farthing::observe {

// The one thread that writes what the workers push, so that a slow disk or a stuck pipe costs lines
// and never a request. An idle gateway's first line is written at once; under load lines go out
// together every ten milliseconds, sooner when a ring is half full.
class LogWriter {
 public:
  // REQUIRES: output is open; logger outlives this.
  LogWriter(std::unique_ptr<LogOutput> output, const Logger& logger);
  // Writes what the rings hold, then ends. REQUIRES: nobody pushes any more.
  ~LogWriter();
  LogWriter(const LogWriter&) = delete;
  LogWriter& operator=(const LogWriter&) = delete;

  // A ring for one thread; lives as long as this. Any thread. REQUIRES: bytes is a power of two.
  LogRing& AddRing(size_t bytes);

  void Start();

  // After a push; from the pushing thread. Usually two loads.
  void Pushed(const LogRing& ring) {
    if (parked_.load(std::memory_order_relaxed) || ring.HalfFull()) Wake();
  }

  // Any thread: before the next line is written, the output is reopened.
  void RequestReopen();

  // One round over the rings; the number of bytes taken. REQUIRES: called by one thread at a time,
  // so not after Start.
  size_t Drain();

 private:
  void Run();
  void Wake();
  void Reopen();
  void WriteOut(std::string_view bytes);

  const std::unique_ptr<LogOutput> output_;
  const Logger& logger_;
  std::mutex mutex_;  // guards rings_; taken with woken_ for the condition
  std::condition_variable wakeup_;
  std::vector<std::unique_ptr<LogRing>> rings_;
  std::atomic<bool> parked_{false}, woken_{false}, stopping_{false}, reopen_{false};
  size_t lost_bytes_ = 0;  // since the output last worked
  std::thread thread_;
};

}  // namespace farthing::observe
