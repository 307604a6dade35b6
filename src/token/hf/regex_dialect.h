#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace farthing::token {

// A pattern in the dialect of Oniguruma (Ruby's syntax, which `tokenizers` uses) as PCRE2 says the
// same. Both agree in most; where a word means something else there, it is rewritten: \s, \w, \d,
// \h, {,n}, {0,n}+, {1,n}+. What cannot be rewritten is an error that names
// it. https://github.com/kkos/oniguruma/blob/master/doc/RE
Result<std::string> ToPcre(std::string_view pattern);

}  // namespace farthing::token
