#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "json/document.h"
#include "shape/template/prepared_template.h"
#include "token/encoder.h"

namespace farthing::shape {

// What stands in a template's slots in one request.
struct FilledSlots {
  std::map<std::string, std::string, std::less<>> texts;  // by slot, guarded and within its cap
  std::map<std::string, int64_t, std::less<>> tokens;     // of each, o200k_base
  int64_t tokens_saved = 0;           // by cuts, and by white space taken out of JSON
  std::vector<std::string> warnings;  // what was cut
};

// Fills the slots that `parts` name, from the caller's `slots` (missing: defaults alone). Errors:
// kInvalidRequest for a slot that the template does not have, for a value that is not of its slot's
// type, for one that must be there and is not; kTooLarge (slot_tokens_exceeded) for one that is
// beyond its cap and may not be cut. Each names the slot. Pure; any thread.
Result<FilledSlots> FillSlots(const PreparedTemplate& prepared,
                              const std::vector<const PreparedTemplate::Parts*>& parts,
                              json::Value slots, const token::Encoder& tokens);

// A text of the template with its slots filled, without blanks at its end. REQUIRES: `filled` has
// all of its slots.
std::string TextOf(const PreparedTemplate::Parts& parts, const FilledSlots& filled);

}  // namespace farthing::shape
