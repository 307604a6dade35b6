#include "token/text_features.h"

#include <bit>
#include <numeric>

namespace farthing::token {
namespace {

// Fibonacci hashing: ids that are near each other are spread.
size_t BucketOf(uint32_t id) {
  constexpr int kShift = 64 - std::countr_zero(TextFeatures::kBuckets);
  return static_cast<size_t>(id * uint64_t{0x9E3779B97F4A7C15} >> kShift);
}

}  // namespace

double TextFeatures::tokens() const {
  return std::accumulate(counts.begin(), counts.begin() + kContentClasses, 0.0);
}

FeatureReader::FeatureReader()
    : wide_(*FindEncoder("o200k_base")),
      middle_(*FindEncoder("cl100k_base")),
      small_(*FindEncoder("p50k_base")),
      wide_classes_(ContentClassesOf(wide_)),
      middle_classes_(ContentClassesOf(middle_)) {}

void FeatureReader::Add(std::string_view text, TextFeatures* sum) const {
  std::vector<uint32_t> ids;
  wide_.Encode(text, &ids);
  for (const uint32_t id : ids) {
    ++sum->counts[static_cast<size_t>(wide_classes_[id])];
    ++sum->buckets[BucketOf(id)];
  }
  ids.clear();
  middle_.Encode(text, &ids);
  for (const uint32_t id : ids) {
    ++sum->counts[kContentClasses + static_cast<size_t>(middle_classes_[id])];
  }
  sum->counts[TextFeatures::kSmall] += static_cast<float>(small_.Count(text));
}

}  // namespace farthing::token
