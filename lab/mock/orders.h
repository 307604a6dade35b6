#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "lab/mock/told_usage.h"

namespace farthing::lab {

// How an answer is spoilt. The README says what each does on the wire; FaultName is its name in
// orders, `--faults` and the counters.
enum class Fault : uint8_t {
  kNone,
  kRefuse,       // RST at accept
  kReset,        // RST before the head
  kResetHead,    // RST in the middle of the head
  kResetBody,    // RST in the middle of the body, or of a stream's event
  kStall,        // nothing is ever answered
  kStallBody,    // the answer stops half way, the connection stays
  kCut,          // FIN in the middle of the body, or between two events
  kCutEvent,     // FIN in the middle of the body, or of an event
  kStatus,       // an error answer with the status ordered
  kSlow,         // 64 bytes every 10 ms
  kGarbage,      // not HTTP, then FIN
  kError200,     // status 200, an error object as the body
  kErrorEvent,   // an error event half way, then the stream ends cleanly
  kHtml,         // status 200, an HTML page
  kGzip,         // content-encoding: gzip, unasked
  kLengthShort,  // a content-length of half the body
  kLengthLong,   // a content-length beyond the body, then FIN
  kUsageTwice,   // the usage event comes twice
  kUsageLate,    // the usage event comes after the stream's last event
  kBytes,        // every byte its own segment
  kHuge,         // a body of `bytes` bytes, 1 GiB unless ordered
  kCrlf,         // event lines end in CRLF
  kNoDone,       // the stream's last event is missing, its framing is right
  kUsageEvery,   // usage as far as it has come, in every content event (canned answers)
  kNoUsage,      // usage is never told (canned answers)
  kCount,
};

std::string_view FaultName(Fault fault);
std::optional<Fault> ParseFault(std::string_view name);

// What one request asks of the mock: `name=value` pairs joined by `;`, as in
// "status=429;retry-after=1" or "fault=cut;after=3;times=2". JSON is percent-encoded.
struct Orders {
  Fault fault = Fault::kNone;
  int status = 0;                       // status=400..599: an error answer
  std::string retry_after;              // retry-after=VALUE: sent with the error answer as it is
  std::optional<Duration> delay;        // delay=TIME: before the head
  std::optional<Duration> first_delay;  // first-delay=TIME: between the head and the first event
  std::optional<Duration> interval;     // interval=TIME: between two events
  std::optional<uint64_t> events;       // events=N: content events of a stream
  std::optional<uint64_t> bytes;        // bytes=SIZE: of the answer's body
  std::optional<uint64_t> after;        // after=N: events before cut, reset-body or stall-body
  std::optional<uint64_t> times;  // times=N: only the first N requests with exactly these orders
  // Of canned answers: usage={…} the usage object, tier=NAME OpenAI's service_tier, model=NAME who
  // answered, output=[…] items of /v1/responses.
  ToldUsage told;
};

// An error names the pair that is wrong. Empty text: no orders.
Result<Orders> ParseOrders(std::string_view text);

}  // namespace farthing::lab
