#include "gateway/report_desk.h"

#include <pthread.h>

#include <optional>
#include <utility>

namespace farthing::gateway {
namespace {

Error TooMany() {
  return Error::Overloaded(
      "Several reports are being made already; ask again when they are done, or for a shorter "
      "period.",
      std::chrono::seconds(5));
}

Error TooSlow() { return Error::Timeout("The report takes too long; ask for a shorter period."); }

Error HungUp() {
  Error error;
  error.code = ErrorCode::kCancelled;
  error.message = "The caller hung up.";
  return error;
}

}  // namespace

// One question, shared by the coroutine that waits and the thread that reads: either may go first.
struct ReportDesk::Asked {
  ledger::Question question;
  std::shared_ptr<net::Mailbox> mailbox;
  std::atomic<bool> given_up{false};

  // --- on the loop's thread alone
  std::optional<Result<ledger::Report>> answer;
  net::Sleep* pause = nullptr;

  void Wake() {
    if (pause != nullptr) pause->Cancel();
  }
};

ReportDesk::ReportDesk(Reader reader) : reader_(std::move(reader)), thread_([this] { Work(); }) {
  pthread_setname_np(thread_.native_handle(), "report");
}

ReportDesk::~ReportDesk() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    if (read_ != nullptr) read_->given_up = true;
  }
  wake_.notify_one();
  thread_.join();
}

net::Task<Result<ledger::Report>> ReportDesk::Ask(net::Loop& loop, ledger::Question question,
                                                  net::Interrupt& interrupt) {
  auto asked = std::make_shared<Asked>();
  asked->question = std::move(question);
  asked->question.given_up = &asked->given_up;
  asked->mailbox = loop.mailbox();
  if (!Add(asked)) co_return Fail(TooMany());
  {
    net::Sleep pause(loop, kLimit);
    asked->pause = &pause;
    const net::Interrupt::Scope scope(&interrupt, [asked] { asked->Wake(); });
    co_await pause;
    asked->pause = nullptr;
  }
  if (asked->answer) co_return *std::move(asked->answer);
  GiveUp(asked);
  co_return Fail(interrupt.triggered() ? HungUp() : TooSlow());
}

bool ReportDesk::Add(std::shared_ptr<Asked> asked) {
  const std::lock_guard lock(mutex_);
  if (waiting_.size() >= kMostWaiting) return false;
  waiting_.push_back(std::move(asked));
  wake_.notify_one();
  return true;
}

void ReportDesk::GiveUp(const std::shared_ptr<Asked>& asked) {
  const std::lock_guard lock(mutex_);
  asked->given_up = true;
  std::erase(waiting_, asked);
}

void ReportDesk::Work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    read_ = std::move(waiting_.front());
    waiting_.pop_front();
    const std::shared_ptr<Asked> asked = read_;
    lock.unlock();
    Result<ledger::Report> report = reader_(asked->question);
    asked->mailbox->Post([asked, report = std::move(report)]() mutable {
      asked->answer = std::move(report);
      asked->Wake();
    });
    lock.lock();
    read_ = nullptr;
  }
}

}  // namespace farthing::gateway
