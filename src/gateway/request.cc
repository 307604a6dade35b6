#include "gateway/request.h"

namespace farthing::gateway {
namespace {

// A header that must be unique; "" when it is absent or came twice.
std::string_view OnlyOne(const net::RequestHead& head, std::string_view name) {
  std::string_view found;
  int count = 0;
  for (const net::Header& header : head.headers) {
    if (header.name != name) continue;
    found = header.value;
    ++count;
  }
  return count == 1 ? found : std::string_view();
}

}  // namespace

Request::Request(Worker& owner, net::Exchange& io, const HttpRoute& http_route)
    : worker(owner),
      exchange(io),
      http(http_route),
      state(owner.state),
      start(owner.shared.clock.Now()),
      arrived(owner.shared.clock.WallNow()),
      id(observe::MakeRequestId(owner.random)),
      trace(observe::ContinueTrace(OnlyOne(io.head(), "traceparent"),
                                   OnlyOne(io.head(), "tracestate"), owner.random)) {}

}  // namespace farthing::gateway
