#include "gateway/destination.h"

namespace farthing::gateway {

net::Destination DestinationOf(const upstream::Provider& provider) {
  const upstream::Origin& origin = provider.origin();
  net::Destination destination;
  if (origin.scheme == upstream::Scheme::kUnix) {
    destination.unix_path = origin.host;
  } else {
    destination.host = origin.host;
    destination.port = origin.port;
    destination.tls = origin.scheme == upstream::Scheme::kHttps;
  }
  if (provider.proxy()) {
    destination.proxy_host = provider.proxy()->origin.host;
    destination.proxy_port = provider.proxy()->origin.port;
    destination.proxy_authorization = provider.proxy_authorization();
  }
  destination.ca_file = provider.ca_file();
  return destination;
}

}  // namespace farthing::gateway
