#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/hash.h"

namespace farthing::identity {

// The token of /admin/v1. Immutable; any thread. Only its hash is in memory.
class AdminToken {
 public:
  // `from_environment` (FARTHING_ADMIN_TOKEN) where set and not empty; else the first line of the
  // file `admin-token` in `data_dir`, which is made with a random token and mode 0600 where it is
  // not there. Two processes that start at once agree on one. Errors (kConfiguration): the file
  // cannot be made or read, is empty, or others may read it. REQUIRES: `data_dir` exists. Blocks.
  static Result<AdminToken> Open(const std::optional<std::string>& from_environment,
                                 const std::string& data_dir);

  explicit AdminToken(std::string_view token) : digest_(Sha256(token)) {}

  // Takes the same time whatever is presented (but for its length).
  bool Matches(std::string_view presented) const {
    return ConstantTimeEqual(digest_, Sha256(presented));
  }

 private:
  Sha256Digest digest_;
};

}  // namespace farthing::identity
