#pragma once

#include <string_view>

namespace farthing::net {

// "200 OK\r\n": status and reason as they end a status line.
std::string_view StatusLine(int status);

}  // namespace farthing::net
