#pragma once

#include "net/connect.h"
#include "upstream/provider.h"

namespace farthing::gateway {

// Where the connections to a provider go. REQUIRES: not in process.
net::Destination DestinationOf(const upstream::Provider& provider);

}  // namespace farthing::gateway
