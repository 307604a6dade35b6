#include "shape/narrow/neighbours.h"

#include <algorithm>
#include <functional>

namespace farthing::shape {
namespace {

constexpr size_t kReach = 5;
constexpr size_t kPart = 4;  // no more than this part of the other texts: few are all neighbours
constexpr float kWeight = 1.5F;  // times its likeness, at most the text's own

}  // namespace

Neighbours::Neighbours(const WeightedTerms& terms)
    : reach_(std::min(kReach, (std::max<size_t>(terms.texts(), 1) - 1) / kPart)) {
  std::vector<Neighbour> others;
  for (size_t text = 0; text < terms.texts(); ++text) {
    const std::vector<float> likeness = terms.LikenessTo(text);
    others.clear();
    for (uint32_t i = 0; i < likeness.size(); ++i) {
      if (i != text) others.push_back({i, std::min(1.0F, kWeight * likeness[i])});
    }
    const auto last = others.begin() + static_cast<std::ptrdiff_t>(reach_);
    std::ranges::partial_sort(others, last, std::greater(), &Neighbour::weight);
    neighbours_.insert(neighbours_.end(), others.begin(), last);
  }
}

std::vector<float> Neighbours::Smooth(std::span<const float> scores) const {
  std::vector<float> smooth;
  for (size_t i = 0; i < scores.size(); ++i) {
    float sum = scores[i], weights = 1;
    for (const auto [text, weight] : std::span(neighbours_).subspan(i * reach_, reach_)) {
      sum += weight * scores[text];
      weights += weight;
    }
    smooth.push_back(sum / weights);
  }
  return smooth;
}

}  // namespace farthing::shape
