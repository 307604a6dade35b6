#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "token/ratio_model.h"
#include "token/text_features.h"

namespace farthing::token {

// Learns from counts that a provider has told how its tokenizer, which nobody has, cuts texts, and
// what the form of a request costs.
//
// Bayesian linear regression, one observation at a time (a Kalman filter without motion): the
// weights of the classes' counts with their full covariance, those of single tokens' buckets as if
// they were independent. An observation pulls no further than four of its standard deviations, so
// that a provider that once tells nonsense does no harm. The band is as wide as it takes for the
// largest miss of late, with room to spare, among requests of a like size. One thread.
class RatioLearner {
 public:
  // What somebody knows beforehand: tokens for one of o200k_base, and for one of each form.
  using Form = std::array<double, kFormCounts>;
  explicit RatioLearner(double ratio, const Form& form = {});

  // In doubt less than one of ten thousand is above `high`.
  TokenEstimate Estimate(const TextFeatures& text) const;

  // `tokens`: what the provider counted. Ignored where it cannot be: none, or of an empty text.
  void Learn(const TextFeatures& text, double tokens);

  int64_t observations() const { return observations_; }

  // All that was learned as bytes, in the machine's order, and back. Error: kInvalidRequest for
  // bytes that this version has not written, or that are no numbers.
  void AppendTo(std::string* bytes) const;
  static Result<RatioLearner> Read(std::string_view bytes);

 private:
  static constexpr size_t kSizes = 2;  // of requests, below and from kLarge tokens on
  using Counts = std::array<double, TextFeatures::kCounts>;

  // What is expected of a text, and how sure that is.
  struct Guess {
    double tokens = 0;
    double deviation = 0;
    Counts spread{};  // the covariance times the counts
  };

  Guess GuessOf(const TextFeatures& text) const;
  double ReachOf(size_t size) const;

  Counts weights_{};
  std::array<Counts, TextFeatures::kCounts> covariance_{};
  std::vector<float> bucket_weights_, bucket_variances_;
  std::array<double, kSizes> reach_{};  // the largest miss of late, in deviations
  std::array<int64_t, kSizes> seen_{};
  int64_t observations_ = 0;
};

}  // namespace farthing::token
