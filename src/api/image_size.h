#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace farthing::api {

struct ImageSize {
  int64_t width = 0;
  int64_t height = 0;
  friend bool operator==(const ImageSize&, const ImageSize&) = default;
};

// The size that a PNG, JPEG, GIF or WebP says it has, from its first bytes; nothing where they are
// of none of these, or too few: then anything may be true.
std::optional<ImageSize> ReadImageSize(std::string_view bytes);

// The same of an image in base64, of which it decodes some kilobytes at most, and a JPEG's headers
// as far as 256 KiB.
std::optional<ImageSize> ReadImageSizeInBase64(std::string_view base64);

}  // namespace farthing::api
