#include "base/random.h"

#include <bit>
#include <random>

namespace farthing {
namespace {

// SplitMix64 (Steele, Lea, Flood, 2014): spreads one seed over the state.
uint64_t SplitMix(uint64_t& x) {
  x += 0x9e3779b97f4a7c15ULL;
  uint64_t z = x;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

uint64_t EntropySeed() {
  std::random_device device;
  return (static_cast<uint64_t>(device()) << 32) | device();
}

}  // namespace

FastRandom::FastRandom() : FastRandom(EntropySeed()) {}

FastRandom::FastRandom(uint64_t seed) {
  for (uint64_t& word : state_) word = SplitMix(seed);
}

uint64_t FastRandom::Next() {
  const uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const uint64_t shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

}  // namespace farthing
