#include "token/ratio_learner.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <type_traits>

namespace farthing::token {
namespace {

// Chosen by `farthing-lab eval tokenizer`.
constexpr double kCountVariance = 0.5;  // of a class's weight, before anything was learned
constexpr double kBucketVariance = 1;   // of a bucket's
// By FormCount: how far off what is known beforehand may be, in tokens.
constexpr RatioLearner::Form kFormDeviations{30, 2, 100, 15, 0.3, 10};
constexpr double kTextNoise = 1e-5;      // of texts of one kind, a squared share of their tokens,
constexpr double kTextSize = 500;        // which falls with length from here on
constexpr double kTokenNoise = 0.05;     // tokens², of a token
constexpr double kToolNoise = 0.001;     // of tools' texts, a squared share of their tokens
constexpr double kMostPull = 4;          // deviations
constexpr double kKeptVariance = 0.001;  // so that no weight is ever certain
constexpr double kLarge = 3500;          // tokens

constexpr double kForgetting = 0.99998;
constexpr int64_t kEnough = 200;  // observations, before which misses say little
// The band is as wide as the largest miss of so many observations would be, if the largest grows
// with their number to the power of kTail.
constexpr double kMeantSeen = 90000;
constexpr double kTail = 0.2;
constexpr double kFirstReach = 6;  // deviations, while little was seen
constexpr double kLeastSmall = 2.4, kLeastLarge = 1.7;

size_t SizeOf(double tokens) { return tokens < kLarge ? 0 : 1; }

template <typename T>
void AppendBytes(const T* values, size_t count, std::string* bytes) {
  static_assert(std::is_trivially_copyable_v<T>);
  bytes->append(reinterpret_cast<const char*>(values), count * sizeof(T));
}

template <typename T>
bool TakeBytes(std::string_view* bytes, T* values, size_t count) {
  const size_t size = count * sizeof(T);
  if (bytes->size() < size) return false;
  std::memcpy(values, bytes->data(), size);
  bytes->remove_prefix(size);
  return true;
}

template <typename T>
bool AreAll(const T& values, bool (*is_sound)(double)) {
  return std::ranges::all_of(values, is_sound);
}
bool IsFinite(double value) { return std::isfinite(value); }
bool IsVariance(double value) { return std::isfinite(value) && value >= 0; }

}  // namespace

RatioLearner::RatioLearner(double ratio, const Form& form)
    : bucket_weights_(TextFeatures::kBuckets),
      bucket_variances_(TextFeatures::kBuckets, kBucketVariance) {
  std::fill_n(weights_.begin(), kContentClasses, ratio);
  for (size_t i = 0; i < TextFeatures::kForm; ++i) covariance_[i][i] = kCountVariance;
  for (size_t i = 0; i < kFormCounts; ++i) {
    const size_t at = TextFeatures::kForm + i;
    weights_[at] = form[i];
    covariance_[at][at] = kFormDeviations[i] * kFormDeviations[i];
  }
}

RatioLearner::Guess RatioLearner::GuessOf(const TextFeatures& text) const {
  Guess guess;
  double variance = 0;
  for (size_t i = 0; i < weights_.size(); ++i) {
    if (text.counts[i] == 0) continue;
    guess.tokens += weights_[i] * text.counts[i];
    for (size_t j = 0; j < weights_.size(); ++j) {
      guess.spread[j] += covariance_[i][j] * text.counts[i];
    }
  }
  for (size_t i = 0; i < weights_.size(); ++i) variance += guess.spread[i] * text.counts[i];
  for (size_t i = 0; i < TextFeatures::kBuckets; ++i) {
    const double count = text.buckets[i];
    guess.tokens += bucket_weights_[i] * count;
    variance += bucket_variances_[i] * count * count;
  }
  const double tokens = text.tokens();
  variance += kTextNoise * tokens * tokens / (1 + tokens / kTextSize) + kTokenNoise * tokens;
  const double tool_tokens = text[FormCount::kToolText];
  variance += kToolNoise * tool_tokens * tool_tokens;
  guess.deviation = std::sqrt(variance);
  return guess;
}

double RatioLearner::ReachOf(size_t size) const {
  if (seen_[size] < kEnough) return std::max(kFirstReach, std::ranges::max(reach_));
  const double room = std::pow(kMeantSeen / static_cast<double>(seen_[size]), kTail);
  return std::max(size == 0 ? kLeastSmall : kLeastLarge, std::max(1.0, room) * reach_[size]);
}

TokenEstimate RatioLearner::Estimate(const TextFeatures& text) const {
  const Guess guess = GuessOf(text);
  const double tokens = std::max(0.0, guess.tokens);
  const double band = ReachOf(SizeOf(text.tokens())) * guess.deviation;
  return {tokens, std::max(0.0, tokens - band), tokens + band};
}

void RatioLearner::Learn(const TextFeatures& text, double tokens) {
  if (tokens <= 0 || text.tokens() == 0) return;
  const Guess guess = GuessOf(text);
  const double variance = guess.deviation * guess.deviation;
  const double miss = (tokens - guess.tokens) / guess.deviation;
  const double pull = std::clamp(miss, -kMostPull, kMostPull) * guess.deviation / variance;
  for (size_t i = 0; i < weights_.size(); ++i) {
    weights_[i] += guess.spread[i] * pull;
    for (size_t j = 0; j < weights_.size(); ++j) {
      covariance_[i][j] -= guess.spread[i] * guess.spread[j] / variance;
    }
  }
  for (size_t i = 0; i < TextFeatures::kBuckets; ++i) {
    const double count = text.buckets[i];
    if (count == 0) continue;
    const double gain = bucket_variances_[i] * count;
    bucket_weights_[i] += static_cast<float>(gain * pull);
    bucket_variances_[i] *= static_cast<float>(1 - (1 - kKeptVariance) * gain * count / variance);
  }
  const size_t size = SizeOf(text.tokens());
  // What was missed while little was known says nothing of later misses.
  if (observations_++ < kEnough) return;
  reach_[size] = std::max(reach_[size] * kForgetting, std::abs(miss));
  ++seen_[size];
}

void RatioLearner::AppendTo(std::string* bytes) const {
  AppendBytes(weights_.data(), weights_.size(), bytes);
  AppendBytes(covariance_.data(), covariance_.size(), bytes);
  AppendBytes(bucket_weights_.data(), bucket_weights_.size(), bytes);
  AppendBytes(bucket_variances_.data(), bucket_variances_.size(), bytes);
  AppendBytes(reach_.data(), reach_.size(), bytes);
  AppendBytes(seen_.data(), seen_.size(), bytes);
  AppendBytes(&observations_, 1, bytes);
}

Result<RatioLearner> RatioLearner::Read(std::string_view bytes) {
  RatioLearner read(1);
  const bool is_whole =
      TakeBytes(&bytes, read.weights_.data(), read.weights_.size()) &&
      TakeBytes(&bytes, read.covariance_.data(), read.covariance_.size()) &&
      TakeBytes(&bytes, read.bucket_weights_.data(), read.bucket_weights_.size()) &&
      TakeBytes(&bytes, read.bucket_variances_.data(), read.bucket_variances_.size()) &&
      TakeBytes(&bytes, read.reach_.data(), read.reach_.size()) &&
      TakeBytes(&bytes, read.seen_.data(), read.seen_.size()) &&
      TakeBytes(&bytes, &read.observations_, 1) && bytes.empty();
  const auto is_row = [](const Counts& row) { return AreAll(row, IsFinite); };
  const bool is_sound =
      is_whole && AreAll(read.weights_, IsFinite) &&
      std::ranges::all_of(read.covariance_, is_row) && AreAll(read.bucket_weights_, IsFinite) &&
      AreAll(read.bucket_variances_, IsVariance) && AreAll(read.reach_, IsVariance) &&
      std::ranges::min(read.seen_) >= 0 && read.observations_ >= 0;
  if (!is_sound) return Fail(Error::InvalidRequest("These are no bytes of a learner."));
  return read;
}

}  // namespace farthing::token
