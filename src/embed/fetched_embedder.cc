#include "embed/fetched_embedder.h"

#include <algorithm>

#include "base/check.h"
#include "base/utf8.h"
#include "embed/row_sum.h"

namespace farthing::embed {

void FetchedEmbedder::Embed(std::string_view text, std::span<float> out) const {
  CHECK(out.size() == dimensions_);
  std::ranges::fill(out, 0.0F);
  if (text.find_first_not_of(" \t\r\n") == text.npos) return;
  const VectorCache::Vector vector = Find(Utf8Prefix(text, kMostBytes));
  if (vector != nullptr && vector->size() == out.size()) std::ranges::copy(*vector, out.begin());
}

VectorCache::Vector FetchedEmbedder::Find(std::string_view text) const {
  const auto [seen, is_new] = seen_.try_emplace(std::string(text));
  if (!is_new) return seen->second;
  seen->second = cache_->Find(text);
  if (seen->second == nullptr) missing_.emplace_back(text);
  return seen->second;
}

bool FetchedEmbedder::Give(size_t dimensions, std::span<const float> numbers) {
  const size_t texts = numbers.size() / dimensions;
  CHECK(texts <= missing_.size());
  const auto has_other_width = [&](const auto& seen) {
    return seen.second != nullptr && seen.second->size() != dimensions;
  };
  const bool is_of_use = std::ranges::none_of(seen_, has_other_width);
  dimensions_ = dimensions;
  for (size_t i = 0; i < texts; ++i) {
    const std::span<const float> given = numbers.subspan(i * dimensions, dimensions);
    std::vector<float> unit(given.begin(), given.end());
    MakeUnitLength(unit);
    VectorCache::Vector& vector = seen_[missing_[i]];
    vector = std::make_shared<const std::vector<float>>(std::move(unit));
    cache_->Put(missing_[i], vector);
  }
  missing_.erase(missing_.begin(), missing_.begin() + static_cast<ptrdiff_t>(texts));
  return is_of_use;
}

}  // namespace farthing::embed
