#pragma once

#include <optional>
#include <string_view>

#include "base/error.h"

namespace farthing::identity {

// The secret a request presents, from its headers `Authorization: Bearer SECRET` and
// `x-api-key: SECRET` (nullopt: header absent). Empty when neither is there or both are empty;
// a view into the headers else. kUnauthenticated when they differ, or when Authorization is of
// another scheme and there is no x-api-key. No message repeats what was sent.
Result<std::string_view> PresentedSecret(std::optional<std::string_view> authorization,
                                         std::optional<std::string_view> x_api_key);

}  // namespace farthing::identity
