#pragma once

#include <cstdint>
#include <string_view>

#include "lab/mock/answer.h"
#include "lab/mock/path.h"
#include "lab/mock/told_usage.h"

namespace farthing::lab {

// The digits that a stamped event carries between "~at:" and "~": steady_clock's nanoseconds, put
// in when the event is sent.
inline constexpr std::string_view kStampMark = "~at:";
inline constexpr size_t kStampDigits = 20;

// A request as the canned answers see it.
struct CannedRequest {
  Endpoint endpoint = Endpoint::kChat;
  std::string_view model = "m";  // as JSON text, without quotes
  std::string_view nonce;
  bool stream = false;
  bool include_usage = false;
  bool stamp = false;
  uint64_t answer_bytes = 500;
  uint64_t events = 20;  // content events; a stream has a few more around them
  Duration first_delay{0};
  Duration interval{0};
  UsageWhen usage_when = UsageWhen::kEnd;
  std::string_view usage;         // an object that is told instead of counts; empty: counts
  std::string_view service_tier;  // empty: none
  std::string_view output;        // of kResponses: a JSON array, before the message; empty: none
};

// An answer in the endpoint's dialect with text of no meaning. With a nonce, the text of a JSON
// answer holds ~nonce:HEX:end~, and the content events of a stream hold ~nonce:HEX:0~,
// ~nonce:HEX:1~, … and in the last one ~nonce:HEX:end~. REQUIRES: not one of the mock's own paths
Answer CannedAnswer(const CannedRequest& request);

// The usage object of an answer of `output_tokens` tokens, unless it was told another.
// REQUIRES: as CannedAnswer
std::string CannedUsage(const CannedRequest& request, uint64_t output_tokens);

// `,"service_tier":"…"` where one was told.
std::string TierMember(const CannedRequest& request);

// An error object in the dialect.
Answer ErrorAnswer(bool anthropic, int status, std::string_view message);

// The error a fault asks for, with the status and, unless empty, a retry-after field.
Answer CannedError(bool anthropic, int status, std::string_view retry_after);

// The event by which a stream of the endpoint reports an error.
std::string CannedErrorEvent(Endpoint endpoint);

}  // namespace farthing::lab
