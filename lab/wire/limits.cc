#include "lab/wire/limits.h"

#include <sys/resource.h>

#include <algorithm>

namespace farthing::lab {

uint64_t RaiseFileLimit(uint64_t wanted) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  if (limit.rlim_cur >= wanted) return limit.rlim_cur;
  const rlimit all{wanted, std::max<rlim_t>(limit.rlim_max, wanted)};
  if (setrlimit(RLIMIT_NOFILE, &all) == 0) return wanted;
  const rlimit most{std::min<rlim_t>(limit.rlim_max, wanted), limit.rlim_max};
  return setrlimit(RLIMIT_NOFILE, &most) == 0 ? most.rlim_cur : limit.rlim_cur;
}

}  // namespace farthing::lab
