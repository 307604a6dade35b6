#pragma once

#include "gateway/request.h"
#include "net/task.h"

namespace farthing::gateway {

// shape: asks the route's reranker for the order of the documents that come with a request, where
// they have to be cut. Where it does not answer in time or in order, they are ranked here, and the
// answer's warnings say so. What it costs is the request's, taken off what `narrow` saves. Waits.
net::Task<void> Rerank(Request& request);

}  // namespace farthing::gateway
