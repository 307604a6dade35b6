#include "net/inflate.h"

#include <zlib.h>

#include <algorithm>
#include <array>

#include "base/check.h"
#include "net/http_head.h"

namespace farthing::net {

struct Inflater::Stream {
  z_stream z{};
};

bool Inflater::Understands(std::string_view content_encoding) {
  return EqualsIgnoreCase(content_encoding, "gzip") ||
         EqualsIgnoreCase(content_encoding, "x-gzip") ||
         EqualsIgnoreCase(content_encoding, "deflate");
}

Inflater::Inflater() : stream_(std::make_unique<Stream>()) {
  // 32: zlib tells gzip from zlib by the header.
  CHECK(inflateInit2(&stream_->z, 15 + 32) == Z_OK);
}

Inflater::~Inflater() { inflateEnd(&stream_->z); }

Status Inflater::Add(std::string_view input, uint64_t limit, std::string* out) {
  z_stream& z = stream_->z;
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
  z.avail_in = static_cast<uInt>(input.size());
  std::array<char, 16 * 1024> block;
  uint64_t produced = 0;
  bool more = true;
  while (more) {
    if (finished_) {
      if (z.avail_in == 0) return {};
      return Fail(Error::InvalidRequest("Bytes follow the end of the compressed body."));
    }
    z.next_out = reinterpret_cast<Bytef*>(block.data());
    z.avail_out = block.size();
    const int result = inflate(&z, Z_NO_FLUSH);
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
      return Fail(Error::InvalidRequest("The compressed body is damaged."));
    }
    const size_t size = block.size() - z.avail_out;
    produced += size;
    if (produced > limit) return Fail(Error::TooLarge("The body is too large once inflated."));
    out->append(block.data(), size);
    finished_ = result == Z_STREAM_END;
    more = z.avail_in > 0 || z.avail_out == 0;
    if (result == Z_BUF_ERROR) more = false;
  }
  return {};
}

}  // namespace farthing::net
