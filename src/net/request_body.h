#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "net/inflate.h"

namespace farthing::net {

// Gathers a request's body, inflating it if need be, within a limit. Memory grows with the bytes
// that really arrive, not with the length that was promised. No I/O; one thread.
class RequestBody {
 public:
  // `content_encoding`: as the head has it, empty where no body follows. Errors: kInvalidRequest
  // for an unknown one.
  Status Begin(std::string_view content_encoding, uint64_t limit);

  // Makes room and tells where the next bytes of an uncompressed body of known length may be read
  // to directly; empty for compressed bodies.
  std::pair<char*, size_t> Space(uint64_t expected);
  // So many bytes were put into Space.
  void Commit(size_t bytes) { size_ += bytes; }

  Status Add(std::string_view piece);
  // No more comes. Errors: kInvalidRequest when the compressed body is cut short.
  Status Finish();

  // After Finish. Behind it lie Buffer::kPadding readable bytes. Valid until Begin or Clear.
  std::string_view view();
  void Clear();

 private:
  void Reserve(size_t capacity);

  std::unique_ptr<char[]> data_;
  size_t capacity_ = 0;
  size_t size_ = 0;
  uint64_t limit_ = 0;
  std::unique_ptr<Inflater> inflater_;
  std::string inflated_;
};

}  // namespace farthing::net
