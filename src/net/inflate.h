#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

namespace farthing::net {

// Undoes content-encoding gzip or deflate piece by piece (zlib). One thread.
class Inflater {
 public:
  // False for encodings other than gzip, x-gzip and deflate.
  static bool Understands(std::string_view content_encoding);

  Inflater();
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater();

  // Appends what `input` inflates to, at most `limit` bytes more: so that a small body cannot fill
  // the memory. Errors: kInvalidRequest for broken data, kTooLarge beyond the limit.
  Status Add(std::string_view input, uint64_t limit, std::string* out);

  // True once the stream has come to its proper end.
  bool finished() const { return finished_; }

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
  bool finished_ = false;
};

}  // namespace farthing::net
