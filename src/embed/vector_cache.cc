#include "embed/vector_cache.h"

namespace farthing::embed {
namespace {

constexpr size_t kEntry = 128;  // bytes of a key, its node and what owns the numbers

size_t SizeOf(const std::vector<float>& vector) { return kEntry + vector.size() * sizeof(float); }

}  // namespace

VectorCache::Vector VectorCache::Find(std::string_view text) {
  const Sha256Digest key = Sha256(text);
  if (const auto young = young_.find(key); young != young_.end()) return young->second;
  const auto old = old_.find(key);
  if (old == old_.end()) return nullptr;
  Vector vector = std::move(old->second);
  old_.erase(old);
  PutYoung(key, vector);
  return vector;
}

void VectorCache::Put(std::string_view text, Vector vector) {
  if (vector->size() != dimensions_) {
    young_.clear();
    old_.clear();
    young_bytes_ = 0;
    dimensions_ = vector->size();
  }
  PutYoung(Sha256(text), std::move(vector));
}

void VectorCache::PutYoung(const Sha256Digest& key, Vector vector) {
  const size_t size = SizeOf(*vector);
  if (2 * (young_bytes_ + size) > most_bytes_) {
    old_ = std::exchange(young_, {});
    young_bytes_ = 0;
  }
  if (young_.insert_or_assign(key, std::move(vector)).second) young_bytes_ += size;
}

}  // namespace farthing::embed
