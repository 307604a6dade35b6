#pragma once

#include <cstdint>

#include "json/document.h"
#include "token/encoder.h"

namespace farthing::shape {

// The tokens of a message that a history's budget is about: its texts, its tool calls' arguments
// and its tools' results, each counted by itself, without what a provider adds to a message.
// Arguments that stand as JSON (Anthropic's `input`) count as the longest of the ways to write
// them: as they stand, or with blanks after commas and colons as Python has it, characters beyond
// ASCII escaped or not. Linear; any thread.
int64_t CountMessage(json::Value message, const token::Encoder& tokens);

}  // namespace farthing::shape
