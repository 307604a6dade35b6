#pragma once

#include <cstdint>
#include <string>

#include "lab/load/options.h"
#include "lab/load/target.h"

namespace farthing::lab {

inline constexpr size_t kNonceDigits = 16;

// The bytes of a request, the same for each but for its nonce.
struct RequestTemplate {
  std::string bytes;
  size_t nonce_at = std::string::npos;  // of kNonceDigits digits; npos: there is no nonce
};

// A request in the dialect that the target's path asks for, its body padded to body_bytes where it
// is shorter.
RequestTemplate BuildRequest(const Target& target, const LoadOptions& options);

// `number` as kNonceDigits hex digits.
std::string NonceText(uint64_t number);

}  // namespace farthing::lab
