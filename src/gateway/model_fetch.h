#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "net/client.h"
#include "net/task.h"
#include "upstream/provider.h"

namespace farthing::gateway {

// Asks a provider over `pool` which models it serves, by `deadline`. Errors say why it did not
// answer, or with what; kCancelled after `interrupt`. REQUIRES: the provider is not in process and
// supports kListModels.
net::Task<Result<std::vector<std::string>>> FetchModels(net::ClientPool& pool,
                                                        const upstream::Provider& provider,
                                                        MonotonicTime deadline,
                                                        net::Interrupt& interrupt);

}  // namespace farthing::gateway
