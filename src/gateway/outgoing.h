#pragma once

#include <boost/container/small_vector.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "gateway/request.h"
#include "json/splice.h"
#include "shape/marks/cache_account.h"

namespace farthing::gateway {

// What one attempt sends: the provider's head and the caller's body, edited in place where provider
// and caller speak one dialect, translated where not. Its pieces view into it and into the request.
struct Outgoing {
  std::string head;        // empty for a provider inside this process
  std::string translated;  // the body, where it had to be said anew
  std::string edits;       // new bytes of an edited body
  boost::container::small_vector<std::string_view, 16> pieces;  // head first, if there is one
  shape::CacheAccount cache;                                    // marks that were put on it

  std::string JoinedBody() const;
};

// Builds what goes to `candidate` with its key number `key`. Errors: 422 or 400 with the field at
// fault. Warnings are put into the request's result.
Status BuildOutgoing(Request& request, const upstream::Candidate& candidate, uint32_t key,
                     Outgoing* out);

// Whether provider and caller speak the same dialect in this request.
bool SameDialect(const Request& request, const upstream::Candidate& candidate);

}  // namespace farthing::gateway
