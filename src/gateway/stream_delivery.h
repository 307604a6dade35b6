#pragma once

#include <optional>

#include "gateway/attempt.h"
#include "gateway/request.h"
#include "net/task.h"

namespace farthing::gateway {

// An opened attempt's event stream, from its first event on; as Deliver.
net::Task<std::optional<upstream::Outcome>> DeliverEvents(Request& request, Attempt& attempt);

}  // namespace farthing::gateway
