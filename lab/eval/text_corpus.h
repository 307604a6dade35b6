#pragma once

#include <array>
#include <string>
#include <vector>

namespace farthing::lab {

// Pieces of some two kilobytes of one kind of text, apart by the files they are of: what is learned
// from one half's says nothing of the other half's.
struct TextKind {
  std::string name;  // "de", ".py"
  std::array<std::vector<std::string>, 2> halves;
};

// A corpus of what a Debian system has: the manuals by their languages, other documents and sources
// by the ends of their names. `folders`: where to look, links not followed; texts that are not
// UTF-8 are left out, as are kinds of few texts. The same for the same files, of whatever order.
std::vector<TextKind> ReadTextCorpus(const std::vector<std::string>& folders);

}  // namespace farthing::lab
