#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace farthing::shape {

// Whether the sentence of prose that begins at `begin` ends with the mark that begins at `at`, and
// if so behind which byte: quotes and brackets that close behind the mark belong to it. REQUIRES:
// begin <= at < text.size().
std::optional<size_t> SentenceEnd(std::string_view text, size_t begin, size_t at);

}  // namespace farthing::shape
