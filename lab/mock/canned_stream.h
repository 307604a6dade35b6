#pragma once

#include "lab/mock/canned.h"

namespace farthing::lab {

// The stream of CannedAnswer. REQUIRES: endpoint is kChat, kMessages or kResponses
Answer CannedStream(const CannedRequest& request);

}  // namespace farthing::lab
