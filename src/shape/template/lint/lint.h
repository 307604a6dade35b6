#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shape/template/prepared_template.h"
#include "token/tokenizer.h"

namespace farthing::shape {

// What a template costs in each request, part by part, and what of it is for nothing.

enum class LintKind : uint8_t {
  kFixed,   // in every request
  kSlot,    // at most so many
  kOutput,  // at most so many of the answer
};

struct LintPart {
  std::string
      name;  // "system", "brevity", "example refund", "message", "slot topic", "schema", "answer"
  LintKind kind = LintKind::kFixed;
  int64_t tokens = 0;
};

struct LintWarning {
  std::string code;  // "timestamp", "id", "slot_in_prefix", "repeated", "example", "whitespace",
                     // "pretty_json", "tool", "open_slot"
  std::string part;  // LintPart's name
  std::string sentence;  // what it is and what to do
  int64_t tokens = 0;    // of each request, that go with it; 0: it is not about its size
};

struct LintReport {
  std::vector<LintPart> parts;
  int64_t prefix_tokens = 0;  // before the first slot: what providers' caches can know again
  std::vector<LintWarning> warnings;
};

// Of a template as it is for `model`, whose tokens `tokens` counts. Caps are as they were set.
// Pure; any thread; some milliseconds for a template of 10 kB.
LintReport Lint(const PreparedTemplate& prepared, std::string_view model,
                const token::Tokenizer& tokens);

}  // namespace farthing::shape
