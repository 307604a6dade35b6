#pragma once

#include <cstddef>
#include <string_view>

#include "config/template.h"
#include "token/encoder.h"

namespace farthing::shape {

// The end or the start of a text that a slot's cap leaves of it, by its settings `keep` and
// `cut_at`: as much as is at most slot.max_tokens tokens of its own, without blanks at the cut; of
// a list whole lines. Empty where not even one fits. Linear in the tokens that stay; any thread.
// REQUIRES: valid UTF-8 of less than 4 GiB.
std::string_view CutToCap(std::string_view text, const config::Slot& slot,
                          const token::Encoder& tokens);

}  // namespace farthing::shape
