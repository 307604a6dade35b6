#pragma once

struct ssl_st;

namespace farthing::net {

// Lets `ssl` read from and write to the non-blocking socket `fd`, which stays the caller's. Unlike
// SSL_set_fd, a write to a connection that the peer has closed is an error and no SIGPIPE.
void AttachSocket(ssl_st* ssl, int fd);

}  // namespace farthing::net
