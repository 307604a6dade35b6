#pragma once

#include <optional>

#include "gateway/attempt.h"
#include "gateway/request.h"
#include "net/task.h"

namespace farthing::gateway {

// stream, or answer at once: brings an opened attempt's answer to the caller. Nothing: the caller
// has got an answer, be it one that an error event ended, or has hung up. An outcome: nothing was
// sent, because what the provider sent is no answer; another attempt may be made.
net::Task<std::optional<upstream::Outcome>> Deliver(Request& request, Attempt& attempt);

}  // namespace farthing::gateway
