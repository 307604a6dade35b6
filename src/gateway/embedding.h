#pragma once

#include "base/error.h"
#include "gateway/request.h"
#include "net/task.h"

namespace farthing::gateway {

// Whether the configuration names a server for vectors.
inline bool HasRemoteEmbedder(const Request& request) {
  return request.config().embedder.remote.has_value();
}

// shape, as Shape does it, by the vectors of the configured server: those that this worker does not
// keep from earlier requests are asked for, and the request is shaped anew with them. Where the
// server does not answer in time or in order, the table decides, and the answer's warnings say so.
// What it costs is the request's, taken off what the step saves that it is made for: the history,
// where the route has one, else narrowing, else limits. Errors: Shape's. Waits. REQUIRES:
// HasRemoteEmbedder.
net::Task<Status> ShapeByServer(Request& request);

}  // namespace farthing::gateway
