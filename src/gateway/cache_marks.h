#pragma once

#include "gateway/outgoing.h"
#include "gateway/request.h"
#include "upstream/key_balancer.h"

namespace farthing::gateway {

// Marks the body of `out` for the provider's prompt cache, where the route asks for it and the
// request is long enough to be cached; others pay for a look at their length. REQUIRES: the body is
// as it would be sent, its pieces from `first` on.
void MarkForCache(Request& request, const upstream::Candidate& candidate, size_t first,
                  Outgoing* out);

// What keeps a conversation with one key of a provider, since caches are a key's own.
upstream::KeyBalancer::Affinity AffinityOf(Request& request, const upstream::Candidate& candidate);

// Tells the predictor what its marks brought by the provider's count; `answer` is the try that was
// answered, or null.
void SettleMarks(Request& request, const Tried* answer);

}  // namespace farthing::gateway
