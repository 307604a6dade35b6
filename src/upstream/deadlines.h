#pragma once

#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "config/config.h"

namespace farthing::upstream {

// The deadlines of one request: the configuration's, overridden one by one by those of its route
// (null: none), and by the x-farthing-timeout-ms header ("" absent), which can only shorten
// `total`. No part is longer than `total`; zero still means none. An unusable header is
// kInvalidRequest.
Result<config::Timeouts> EffectiveTimeouts(const config::Timeouts& defaults,
                                           const config::Route* route, std::string_view header);

// `start` + `timeout`, MonotonicTime::max() when the timeout is zero.
MonotonicTime DeadlineAfter(MonotonicTime start, config::Milliseconds timeout);

}  // namespace farthing::upstream
