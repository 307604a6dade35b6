#include "observe/log_writer.h"

#include <pthread.h>
#include <signal.h>

#include <chrono>

namespace farthing::observe {
namespace {

constexpr std::chrono::milliseconds kBusyRound{10};
// A line may be pushed between the writer's last look and its parking; this bounds its delay.
constexpr std::chrono::milliseconds kParkedRound{250};

// Signals are the main thread's; a closed pipe then shows as an error of write.
void BlockSignals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace

LogWriter::LogWriter(std::unique_ptr<LogOutput> output, const Logger& logger)
    : output_(std::move(output)), logger_(logger) {}

LogWriter::~LogWriter() {
  stopping_.store(true);
  if (thread_.joinable()) {
    Wake();
    thread_.join();
  }
  Drain();
}

LogRing& LogWriter::AddRing(size_t bytes) {
  const std::lock_guard lock(mutex_);
  return *rings_.emplace_back(std::make_unique<LogRing>(bytes));
}

void LogWriter::Start() { thread_ = std::thread(&LogWriter::Run, this); }

void LogWriter::Wake() {
  if (woken_.load(std::memory_order_relaxed) || woken_.exchange(true)) return;
  // The lock, held for a moment, keeps the wake-up from falling between the writer's look at woken_
  // and its sleep.
  {
    const std::lock_guard lock(mutex_);
  }
  wakeup_.notify_one();
}

void LogWriter::RequestReopen() {
  reopen_.store(true);
  Wake();
}

void LogWriter::Run() {
  BlockSignals();
  while (!stopping_.load()) {
    const bool idle = Drain() == 0;
    parked_.store(idle);
    std::unique_lock lock(mutex_);
    wakeup_.wait_for(lock, idle ? kParkedRound : kBusyRound, [this] { return woken_.load(); });
    woken_.store(false);
    parked_.store(false);
  }
}

size_t LogWriter::Drain() {
  if (reopen_.exchange(false)) Reopen();
  std::vector<LogRing*> rings;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& ring : rings_) rings.push_back(ring.get());
  }
  size_t taken = 0;
  for (LogRing* ring : rings) {
    const LogRing::Pieces pieces = ring->Peek();
    if (pieces.size() == 0) continue;
    WriteOut(pieces.first);
    WriteOut(pieces.second);
    ring->Pop(pieces.size());
    taken += pieces.size();
  }
  return taken;
}

void LogWriter::Reopen() {
  if (const Status opened = output_->Reopen(); !opened) {
    logger_.Error("the access log stays in its old file", {{"error", opened.error().message}});
  }
}

void LogWriter::WriteOut(std::string_view bytes) {
  if (bytes.empty()) return;
  if (const Status written = output_->Write(bytes); !written) {
    if (lost_bytes_ == 0) logger_.Error(written.error().message);
    lost_bytes_ += bytes.size();
  } else if (lost_bytes_ > 0) {
    logger_.Warning("the access log is written again", {{"lost_bytes", lost_bytes_}});
    lost_bytes_ = 0;
  }
}

}  // namespace farthing::observe
