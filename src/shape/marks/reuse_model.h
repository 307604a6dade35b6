#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace farthing::shape {

// How probable it is that something comes again, learned while it runs: a logistic regression over
// features that are each one of a few cases, its steps by AdaGrad (Duchi, Hazan and Singer, 2011).
// Deterministic. One thread.
class ReuseModel {
 public:
  static constexpr size_t kFeatures = 14;
  static constexpr size_t kWeights = 4096;
  using Features = std::array<uint16_t, kFeatures>;

  // The place of case (a, b) of a feature.
  static uint16_t Place(uint32_t feature, uint32_t a, uint32_t b = 0);

  double Probability(const Features& features) const;
  void Learn(const Features& features, bool came, double weight);

 private:
  static constexpr double kPrior = -1.2;  // log odds: about a quarter of all prompts come again
  static constexpr double kStep = 0.1;

  std::array<float, kWeights> weights_{};
  std::array<float, kWeights> squares_{};  // of the gradients so far
};

}  // namespace farthing::shape
