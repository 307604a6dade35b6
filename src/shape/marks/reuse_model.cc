#include "shape/marks/reuse_model.h"

#include <cmath>

namespace farthing::shape {

uint16_t ReuseModel::Place(uint32_t feature, uint32_t a, uint32_t b) {
  const uint32_t mixed = (feature * 0x9E3779B1U) ^ (a * 0x85EBCA6BU) ^ (b * 0xC2B2AE35U);
  return static_cast<uint16_t>(((mixed ^ mixed >> 15) * 0x2C1B3C6DU) >> 20);
}

double ReuseModel::Probability(const Features& features) const {
  double odds = kPrior;
  for (const uint16_t place : features) odds += weights_[place];
  return 1 / (1 + std::exp(-odds));
}

void ReuseModel::Learn(const Features& features, bool came, double weight) {
  const double gradient = (Probability(features) - (came ? 1 : 0)) * weight;
  for (const uint16_t place : features) {
    squares_[place] += static_cast<float>(gradient * gradient);
    weights_[place] -= static_cast<float>(kStep * gradient / std::sqrt(squares_[place] + 1));
  }
}

}  // namespace farthing::shape
