#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace farthing {

using Sha256Digest = std::array<uint8_t, 32>;

Sha256Digest Sha256(std::string_view bytes);

std::string HexEncode(std::span<const uint8_t> bytes);

// False when `hex` is not exactly 64 hex digits.
bool ParseSha256Hex(std::string_view hex, Sha256Digest* out);

// Takes the same time whatever the digests hold.
bool ConstantTimeEqual(const Sha256Digest& a, const Sha256Digest& b);

// Fills `out` from the operating system's generator; dies when that fails.
void RandomBytes(std::span<uint8_t> out);

}  // namespace farthing
