#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <span>
#include <vector>

namespace farthing::shape {

// The places of scores, the highest first; of equal ones the first comes first.
inline std::vector<size_t> BestFirst(std::span<const float> scores) {
  std::vector<size_t> places(scores.size());
  std::iota(places.begin(), places.end(), 0);
  std::ranges::sort(places, [&](size_t a, size_t b) {
    return scores[a] != scores[b] ? scores[a] > scores[b] : a < b;
  });
  return places;
}

}  // namespace farthing::shape
