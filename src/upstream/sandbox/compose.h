#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "upstream/sandbox/call_tools.h"
#include "upstream/sandbox/request.h"

namespace farthing::sandbox {

enum class Finish : uint8_t { kStop, kLength, kStopSequence, kToolCalls };

// One answer, in no dialect yet.
struct Choice {
  std::string thinking;
  std::string text;
  std::vector<ToolCall> calls;
  Finish finish = Finish::kStop;
  std::string stop_sequence;  // of kStopSequence

  int64_t thinking_tokens() const { return TokensOf(thinking.size()); }
  int64_t output_tokens() const;  // thinking included
};

// What the sandbox answers: request.n choices. Errors: kUnsupported, where a schema has no instance
// that the sandbox can find.
Result<std::vector<Choice>> Compose(const Request& request);

}  // namespace farthing::sandbox
