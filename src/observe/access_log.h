#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "observe/log_writer.h"
#include "observe/metrics.h"

namespace farthing::observe {

// One answered request. Views, for the length of the call; what is empty, 0 where 0 says nothing,
// or kNotMeasured is left out of the line.
struct AccessRecord {
  WallTime time{};  // of the request's arrival
  std::string_view request_id, trace_id;
  std::string_view client;  // address without port, or "unix"
  std::string_view key, tenant;
  std::string_view method, path;  // a query string is not written: it may hold a key
  std::string_view dialect, route;
  std::string_view asked_model;      // as the caller wrote it
  std::string_view provider, model;  // who answered
  int status = 0;
  int attempts = 0;
  bool stream = false;
  uint64_t bytes_in = 0, bytes_out = 0;
  TokenCounts tokens;
  Duration first_token = kNotMeasured;
  Duration duration{0};
  std::string_view error;           // the error's slug
  std::string_view agent;           // the caller's User-Agent
  std::string_view prompt, answer;  // bodies, only where the configuration asks for them
};

// What the log keeps of a body.
inline constexpr size_t kMostLoggedBody = size_t{64} << 10;

// Appends one JSON object and '\n'. Callers' texts are cut to sane lengths (a body to 64 KiB) and
// made valid UTF-8.
void AppendAccessLine(const AccessRecord& record, std::string* out);

// One worker's end of the access log; its thread only. A line costs less than half a microsecond
// and never waits: when the writer is behind, it is dropped and counted.
class AccessLog {
 public:
  static constexpr size_t kRingBytes = size_t{1} << 20;

  // REQUIRES: the writer outlives this.
  AccessLog(LogWriter& writer, Counter dropped, size_t ring_bytes = kRingBytes)
      : writer_(writer), ring_(writer.AddRing(ring_bytes)), dropped_(dropped) {}

  void Write(const AccessRecord& record);

 private:
  LogWriter& writer_;
  LogRing& ring_;
  Counter dropped_;
  std::string line_;
};

}  // namespace farthing::observe
