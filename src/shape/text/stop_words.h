#pragma once

#include <string_view>

namespace farthing::shape {

// Whether a lower-case word without apostrophes (dont, its) is one of the English words that stand
// in every text: articles, pronouns, prepositions, auxiliaries, and those that make a question.
bool IsStopWord(std::string_view word);

}  // namespace farthing::shape
