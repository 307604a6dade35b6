#pragma once

#include "token/character_class.h"

// What more than one splitter needs.
namespace farthing::token {

enum class Case { kExact, kIgnored };

// The end of '(?:[sdmt]|ll|ve|re) at `at`; `at` where there is none. U+017F is an s in another
// case.
const char* SkipContraction(const char* at, const char* end, Case letter_case);

// The end of the up to three numbers at `at`.
const char* SkipThreeNumbers(const char* at, const char* end);

// The end of white space that letters, numbers and symbols have left over: \s+(?!\S)|\s+, where
// [at, run_end) is the whole run.
const char* EndOfBlanks(const char* at, const char* run_end, const char* end);

// The end of white space at `at`: \s*[\r\n]+|\s+(?!\S)|\s+
const char* EndOfLinesOrBlanks(const char* at, const char* end);

// Behind the last \r or \n of the run; `at` where it has none.
const char* BehindLastNewline(const char* at, const char* run_end);

}  // namespace farthing::token
