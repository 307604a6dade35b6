#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace farthing::token {

// Spreads a token's bytes over 64 bits; the bytes are few.
struct PieceHash {
  using is_avalanching = void;

  size_t operator()(std::string_view bytes) const {
    uint64_t hash = bytes.size() * kOdd;
    while (bytes.size() >= sizeof(uint64_t)) {
      uint64_t word = 0;
      std::memcpy(&word, bytes.data(), sizeof word);
      hash = Mix(hash ^ word);
      bytes.remove_prefix(sizeof word);
    }
    uint64_t rest = 0;
    for (const char byte : bytes) rest = rest << 8 | static_cast<uint8_t>(byte);
    return Mix(hash ^ rest);
  }

 private:
  static constexpr uint64_t kOdd = 0x9E3779B97F4A7C15;
  static uint64_t Mix(uint64_t value) {
    const auto product = static_cast<unsigned __int128>(value ^ kOdd) * 0xD6E8FEB86659FD93;
    return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
  }
};

// Ids by strings that live elsewhere.
using PieceMap = boost::unordered_flat_map<std::string_view, uint32_t, PieceHash>;

// The pieces of text that are one token each. Keeps their bytes.
class PieceIndex {
 public:
  // REQUIRES: every piece to come, `pieces` of `bytes` in all, is told beforehand.
  PieceIndex(size_t pieces, size_t bytes);
  PieceIndex(PieceIndex&&) = delete;

  void Add(std::string_view piece, uint32_t id);
  std::optional<uint32_t> Find(std::string_view piece) const {
    const auto found = ids_.find(piece);
    return found != ids_.end() ? std::optional(found->second) : std::nullopt;
  }
  size_t longest() const { return longest_; }

 private:
  std::string bytes_;
  PieceMap ids_;
  size_t longest_ = 0;
};

}  // namespace farthing::token
