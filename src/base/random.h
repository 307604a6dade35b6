#pragma once

#include <cstdint>

namespace farthing {

// A source of random bits that tests can replace. One thread per object.
class Random {
 public:
  virtual ~Random() = default;
  virtual uint64_t Next() = 0;

  // A double in [0, 1).
  double Uniform() { return static_cast<double>(Next() >> 11) * 0x1.0p-53; }
};

// xoshiro256** (Blackman and Vigna, 2018, public domain), seeded from the system's entropy or from
// `seed`. Not for secrets: those come from RandomBytes in hash.h.
class FastRandom final : public Random {
 public:
  FastRandom();
  explicit FastRandom(uint64_t seed);
  uint64_t Next() override;

 private:
  uint64_t state_[4];
};

}  // namespace farthing
