#pragma once

#include <string_view>
#include <vector>

#include "json/type.h"

namespace farthing::shape {

// Appends where the sentences of a text are: from its first to its last byte that is no blank, in
// order; between them is nothing but blanks, so that together they are the text. A sentence is
// - what ends with . ! ? … or their like in other scripts, save after Dr. or e.g. and such, an
//   initial, or inside 3.14;
// - an element of a list, a heading, a row of a table, a line that is set off from the next;
// - a block of code in fences, whole.
// No sentence is longer than kMaxSentence bytes: what is, is cut between lines, else between words,
// else between characters. Linear in the text; any thread.
inline constexpr size_t kMaxSentence = 1200;
void SplitSentences(std::string_view text, std::vector<json::Span>* sentences);

}  // namespace farthing::shape
