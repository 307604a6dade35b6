#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "upstream/sandbox/request.h"

namespace farthing::sandbox {

struct ToolCall {
  std::string name;
  std::string arguments;  // a JSON object, valid under the tool's schema
};

// The calls a model might make: every tool whose name the question speaks of, else the one that
// fits best, once for each proper name in the question. Empty where tool_choice forbids calls, or
// leaves them open and no tool fits. An error (kUnsupported) where a call is demanded of a tool
// whose schema has no instance the sandbox can find.
Result<std::vector<ToolCall>> CallTools(const Request& request);

}  // namespace farthing::sandbox
