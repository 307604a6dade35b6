#pragma once

#include "gateway/request.h"
#include "upstream/retry.h"

namespace farthing::gateway {

// record: the finished request in the metrics, the access log and the list of recent errors.
void Record(Request& request);

// That the request goes on after `tried` failed.
void RecordRetry(Request& request, const upstream::Candidate& tried,
                 const upstream::Candidate& next, upstream::NextStep::Kind kind);

}  // namespace farthing::gateway
