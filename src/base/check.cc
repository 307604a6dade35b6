#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace farthing {

void CheckFailed(const char* file, int line, std::string_view what) {
  std::fprintf(stderr, "%s:%d: %.*s\n", file, line, static_cast<int>(what.size()), what.data());
  std::abort();
}

}  // namespace farthing
