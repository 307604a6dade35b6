#pragma once

#include <string_view>

namespace farthing::lab {

// What the mock wants to know of a request's JSON body: views into it, undecoded.
struct RequestPeek {
  std::string_view model;  // empty when there is none
  bool stream = false;
  bool include_usage = false;  // stream_options.include_usage
  std::string_view nonce;      // of ~nonce:HEX~ anywhere in the body
  std::string_view orders;     // of the last ~mock:ORDERS~ in the body
  std::string_view fault;      // KIND of a model named mock-fault-KIND, with or without provider/
};

// Looks at the body's own members only, so that a text which speaks of "stream" changes nothing. Of
// text that is not JSON it makes what it can; it never reads beyond `body`. Costs one memchr-paced
// pass.
RequestPeek PeekRequest(std::string_view body);

}  // namespace farthing::lab
