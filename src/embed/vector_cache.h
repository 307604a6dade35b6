#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/hash.h"

namespace farthing::embed {

// Vectors of one server's model, by their text. Keeps those that were asked for last, of at most so
// many bytes together: in two generations, of which the older is dropped whole. One thread.
class VectorCache {
 public:
  using Vector = std::shared_ptr<const std::vector<float>>;

  // `server`: whatever tells its vectors from another's.
  VectorCache(std::string server, size_t most_bytes)
      : server_(std::move(server)), most_bytes_(most_bytes) {}

  const std::string& server() const { return server_; }
  size_t dimensions() const { return dimensions_; }  // 0: nothing is known

  Vector Find(std::string_view text);  // null: unknown
  // What is known of another width is forgotten.
  void Put(std::string_view text, Vector vector);

 private:
  struct Hash {
    size_t operator()(const Sha256Digest& key) const {
      size_t hash = 0;
      std::memcpy(&hash, key.data(), sizeof(hash));
      return hash;
    }
  };
  using Generation = std::unordered_map<Sha256Digest, Vector, Hash>;

  void PutYoung(const Sha256Digest& key, Vector vector);

  const std::string server_;
  const size_t most_bytes_;
  size_t dimensions_ = 0;
  size_t young_bytes_ = 0;
  Generation young_, old_;
};

}  // namespace farthing::embed
