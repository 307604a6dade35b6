#pragma once

#include <string>

#include "base/error.h"
#include "config/template.h"
#include "json/document.h"

namespace farthing::shape {

// What a caller's value for a slot is as text; of no value (missing, or null where the slot is no
// JSON) the slot's default, and nothing where it is optional:
// - text and choice as they are, a number in its own digits
// - JSON without white space between its tokens
// - of a list a line for each entry; a line break within one becomes a blank
// Errors: kInvalidRequest with `farthing.slots.NAME` where the value is not of the slot's type, or
// is not there and must be. Pure; any thread.
Result<std::string> SlotText(const config::Slot& slot, json::Value given);

}  // namespace farthing::shape
