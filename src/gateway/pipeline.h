#pragma once

#include "gateway/request.h"
#include "net/task.h"

namespace farthing::gateway {

// The way of a request that asks a model, from its head to its record: one step a line. See
// docs/life_of_a_request.md. Answers the caller in every case but when it has hung up.
net::Task<void> Serve(Request& request);

}  // namespace farthing::gateway
