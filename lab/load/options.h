#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "lab/load/arrivals.h"

namespace farthing::lab {

struct LoadOptions {
  std::string url;
  std::string direct;  // paired with url, round by round; empty: url alone
  uint64_t connections = 1;
  double rate = 0;  // arrivals per second; 0: closed loop, a connection asks again once answered
  ArrivalKind arrivals = ArrivalKind::kPoisson;
  int rounds = 1;
  Duration duration = std::chrono::seconds(10);      // of one round at one URL
  Duration warmup = std::chrono::milliseconds(300);  // before each round, not measured
  Duration timeout = std::chrono::seconds(60);       // of one answer
  uint64_t body_bytes = 260;
  std::string model = "m";
  std::string orders;                // for the mock, put into the prompt
  std::vector<std::string> headers;  // "name: value"
  std::vector<int> pids;             // processes whose CPU time and memory are told
  bool stream = false;
  bool check = false;  // a nonce in each prompt must come back, in order and alone
  uint64_t hold = 0;   // open so many streams and hold them for `duration`
  uint64_t seed = 1;
};

}  // namespace farthing::lab
