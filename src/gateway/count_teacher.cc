#include "gateway/count_teacher.h"

#include <pthread.h>

#include <fstream>
#include <iterator>
#include <utility>

#include "api/request_tokens.h"
#include "base/replace_file.h"
#include "gateway/request.h"
#include "json/document.h"

namespace farthing::gateway {
namespace {

constexpr size_t kLongestBody = 1'000'000;
constexpr size_t kMostWaiting = 16;
constexpr std::chrono::minutes kSaved{5};
// A lesson takes some 20 ns a byte and 100 µs.
constexpr int64_t kPauseNs = 10'000'000, kPauseNsOfByte = 2'000;

// Input that the request does not hold: what the provider remembers.
bool IsContinued(std::string_view body) {
  return body.find("\"previous_response_id\"") != body.npos;
}

}  // namespace

CountTeacher::CountTeacher(const std::string& data_dir, Clock& clock, const Logger& logger)
    : path_(data_dir + "/" + std::string(kFile)), clock_(clock), logger_(logger) {
  std::ifstream file(path_, std::ios::binary);
  if (!file) return;
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (Status taken = counts_.TakeBytes(bytes); !taken) {
    logger_.Warning("what was learned of token counts is learned anew",
                    {{"file", path_}, {"reason", taken.error().message}});
  }
}

CountTeacher::~CountTeacher() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wakeup_.notify_one();
  thread_.join();
}

void CountTeacher::Start() {
  thread_ = std::thread(&CountTeacher::Run, this);
  pthread_setname_np(thread_.native_handle(), "counts");
}

void CountTeacher::Hear(const Request& request) {
  if (request.http.operation != api::Operation::kChat || !request.is_json) return;
  if (request.tried.empty() || request.body.size() > kLongestBody) return;
  const Tried& answer = request.tried.back();
  const bool is_told =
      answer.is_answer && answer.outcome == observe::AttemptOutcome::kOk && answer.usage.said();
  if (!is_told) return;
  const std::shared_ptr<const PricedModel> model = request.state->prices.Of(*answer.candidate);
  if (model->counting.learned == nullptr || IsContinued(request.body)) return;
  if (!IsDue(request.body.size())) return;
  Offer({model->counting, std::string(request.body), answer.usage.usage().tokens.input()});
}

bool CountTeacher::IsDue(size_t bytes) {
  const int64_t now = clock_.Now().time_since_epoch().count();
  int64_t due = next_ns_.load(std::memory_order_relaxed);
  const int64_t next = now + kPauseNs + kPauseNsOfByte * static_cast<int64_t>(bytes);
  return now >= due && next_ns_.compare_exchange_strong(due, next, std::memory_order_relaxed);
}

void CountTeacher::Offer(CountLesson lesson) {
  {
    const std::lock_guard lock(mutex_);
    if (lessons_.size() == kMostWaiting) return;
    lessons_.push_back(std::move(lesson));
  }
  wakeup_.notify_one();
}

void CountTeacher::Run() {
  std::vector<CountLesson> taken;
  std::unique_lock lock(mutex_);
  for (MonotonicTime saved = clock_.Now();;) {
    wakeup_.wait_for(lock, kSaved, [this] { return stopping_ || !lessons_.empty(); });
    const bool is_last = stopping_;
    taken.swap(lessons_);
    lock.unlock();
    for (const CountLesson& lesson : taken) {
      const Result<json::Document> document = json::Document::ParseBorrowed(lesson.body);
      if (!document) continue;
      api::LearnCount(document->root(), lesson.rule, lesson.tokens);
      is_saved_ = false;
    }
    taken.clear();
    if (is_last || clock_.Now() - saved >= kSaved) {
      Save();
      saved = clock_.Now();
    }
    if (is_last) return;
    lock.lock();
  }
}

void CountTeacher::Save() {
  if (std::exchange(is_saved_, true)) return;
  if (Status saved = ReplaceFile(path_, counts_.ToBytes()); !saved) {
    logger_.Warning("what was learned of token counts is not kept",
                    {{"reason", saved.error().message}});
  }
}

}  // namespace farthing::gateway
