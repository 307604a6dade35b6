#pragma once

#include "gateway/request.h"
#include "net/task.h"

namespace farthing::gateway {

// Answers what needs no provider: probes, metrics, the list of models, the admin API, a browser's
// preflight, and what does not exist.
net::Task<void> AnswerLocally(Request& request);

// True for a preflight (OPTIONS with an origin) where the configuration admits browsers.
bool IsPreflight(const Request& request);

}  // namespace farthing::gateway
