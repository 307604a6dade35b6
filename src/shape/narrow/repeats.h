#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "shape/narrow/worded_text.h"

namespace farthing::shape {

// Of each text, the place of the first one that says the same: its own, where none before it does.
// Two texts say the same that have the same words in the same order, or that share at least
// kResemblance of their runs of three words (Broder, On the resemblance and containment of
// documents, 1997) and differ in no figure, name or sign, in no word that turns a meaning (not,
// before, more), in none of the question, and in hardly any other: contracts that differ in a sum
// are two contracts. Some 50 ns a word and 20 ns a pair. Any thread.
inline constexpr double kResemblance = 0.65;
std::vector<size_t> FindRepeats(std::span<const WordedText> texts, std::string_view question);

}  // namespace farthing::shape
