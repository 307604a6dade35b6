#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace farthing::lab {

// Where an answer tells its usage.
enum class UsageWhen : uint8_t {
  kEnd,    // where the dialect has it
  kEvery,  // in streams of chat and messages also as far as it has come, with every content event
  kNever,
};

// What an order says that a provider tells, put into the answer as it is. Empty: nothing is told
// beyond the canned answer.
struct ToldUsage {
  std::string usage;         // the usage object
  std::string service_tier;  // beside it, where OpenAI says it
  std::string model;         // who answered
  std::string output;        // JSON array: items before the message in an answer of /v1/responses

  bool operator==(const ToldUsage&) const = default;
};

// The JSON text that a percent-encoded order holds, an error where it is none.
Result<std::string> DecodeJson(std::string_view percent_encoded);

// The usage object when `part` of `parts` of the output have come: counts of output in proportion,
// without their details, and the total to match. All of it at the last part.
// REQUIRES: usage is a JSON object; 0 < parts
std::string UsageSoFar(std::string_view usage, uint64_t part, uint64_t parts);

// Anthropic's streams tell the input when they start, the output and what came with it at the end.
struct SplitUsage {
  std::string at_start;
  std::string at_end;
};

// REQUIRES: usage is a JSON object
SplitUsage Split(std::string_view usage);

}  // namespace farthing::lab
