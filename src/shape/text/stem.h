#pragma once

#include <cstddef>
#include <span>

namespace farthing::shape {

// Takes the endings of English nouns, verbs and adverbs off a lower-case ASCII word in place and
// returns the length that is left: forces, forced and forcing become forc, theory and theories
// theori. The first step of Porter's stemmer (An algorithm for suffix stripping, 1980) as he later
// mended it (snowballstem.org, English). Words of up to three letters stay.
size_t Stem(std::span<char> word);

}  // namespace farthing::shape
