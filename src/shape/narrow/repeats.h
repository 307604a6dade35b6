#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "shape/narrow/worded_text.h"

namespace farthing::shape {

// Of each text, the place of the first one that says the same: its own, where none before it does.
// Two texts say the same that have the same words in the same order, or at least kResemblance of
// their runs of four words in common (Broder, On the resemblance and containment of documents,
// 1997), provided that they have the same figures, names, negations and signs, each as often:
// contracts that differ in a sum are two contracts. Some 20 ns a word and 20 ns a pair. Any thread.
inline constexpr double kResemblance = 0.8;
std::vector<size_t> FindRepeats(std::span<const WordedText> texts);

}  // namespace farthing::shape
