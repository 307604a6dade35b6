#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "api/counting_rule.h"
#include "api/learned_counts.h"
#include "base/clock.h"
#include "base/log.h"

namespace farthing::gateway {

struct Request;

// A request that was answered, and how many tokens of input the provider counted.
struct CountLesson {
  api::CountingRule rule;
  std::string body;
  int64_t tokens = 0;
};

// Lets what providers return as usage teach how their models count, on a thread of its own, and
// keeps what was learned in the data directory (docs/counting.md). It takes a hundredth of a core
// at most: of many requests some are taken, and the texts of none are kept.
class CountTeacher {
 public:
  static constexpr std::string_view kFile = "token_counts";

  // Reads what is kept; a file that cannot be used is left aside with a line of the log.
  CountTeacher(const std::string& data_dir, Clock& clock, const Logger& logger);
  // Keeps what was learned since.
  ~CountTeacher();
  CountTeacher(const CountTeacher&) = delete;
  CountTeacher& operator=(const CountTeacher&) = delete;

  void Start();

  api::LearnedCounts& counts() { return counts_; }

  // A worker's thread, once a request is settled: takes its usage where it can teach something and
  // a lesson is due.
  void Hear(const Request& request);

 private:
  bool IsDue(size_t bytes);
  void Offer(CountLesson lesson);
  void Run();
  void Save();

  const std::string path_;
  Clock& clock_;
  const Logger& logger_;
  api::LearnedCounts counts_;
  std::atomic<int64_t> next_ns_{0};  // when the next lesson is due
  std::mutex mutex_;                 // guards what follows
  std::condition_variable wakeup_;
  std::vector<CountLesson> lessons_;
  bool stopping_ = false;
  bool is_saved_ = true;  // the teaching thread's
  std::thread thread_;
};

}  // namespace farthing::gateway
