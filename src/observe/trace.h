#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/random.h"

namespace farthing::observe {

// A name of fixed size, without allocation.
template <size_t kSize>
struct FixedText {
  char text[kSize];
  std::string_view view() const { return {text, kSize}; }
};

// Where a request stands in a distributed trace (W3C Trace Context, level 1): the trace it belongs
// to and the span that is the gateway's own work on it.
struct TraceContext {
  uint64_t trace_high = 0;  // both zero: no trace
  uint64_t trace_low = 0;
  uint64_t span = 0;
  uint64_t parent = 0;  // the caller's span; 0: this trace begins here
  bool sampled = false;
  std::string state;  // the caller's tracestate, passed on as it came; may be empty
};

// The trace that a caller's headers continue, with a new span. Malformed or absent headers begin a
// new trace, which is not sampled: whether to record is for those to decide who record. A
// malformed tracestate is dropped alone. REQUIRES: a header that came more than once is passed as
// "" (traceparent) or joined with commas (tracestate).
TraceContext ContinueTrace(std::string_view traceparent, std::string_view tracestate,
                           Random& random);

// The traceparent for an upstream call made within the span: 00-TRACE-SPAN-FLAGS.
FixedText<55> FormatTraceparent(const TraceContext& context);

// 32 lower-case hex digits, for logs.
FixedText<32> FormatTraceId(const TraceContext& context);

// A new span of the same trace, for one attempt among several.
TraceContext ChildSpan(const TraceContext& context, Random& random);

// The name of a request in headers, logs and the ledger: "req_" and 128 random bits in Crockford's
// base 32, lower case. About ten nanoseconds.
using RequestId = FixedText<30>;
RequestId MakeRequestId(Random& random);

}  // namespace farthing::observe
