#include "api/image_size.h"

#include <array>
#include <string>

#include "api/data_url.h"

namespace farthing::api {
namespace {

// Enough for every PNG, GIF and WebP and most JPEGs; the others keep their size behind thumbnails
// and color profiles.
constexpr size_t kFirstBase64 = size_t{4} << 10;
constexpr size_t kMostBase64 = size_t{256} << 10;
constexpr int64_t kLargestSide = int64_t{1} << 20;

int64_t Byte(std::string_view bytes, size_t at) { return static_cast<unsigned char>(bytes[at]); }

int64_t Big(std::string_view bytes, size_t at, size_t size) {
  int64_t value = 0;
  for (size_t i = 0; i < size; ++i) value = value << 8 | Byte(bytes, at + i);
  return value;
}

int64_t Little(std::string_view bytes, size_t at, size_t size) {
  int64_t value = 0;
  for (size_t i = size; i > 0; --i) value = value << 8 | Byte(bytes, at + i - 1);
  return value;
}

std::optional<ImageSize> Sound(int64_t width, int64_t height) {
  if (width <= 0 || height <= 0 || width > kLargestSide || height > kLargestSide) return {};
  return ImageSize{width, height};
}

std::optional<ImageSize> ReadPng(std::string_view bytes) {
  if (bytes.size() < 24 || bytes.substr(12, 4) != "IHDR") return {};
  return Sound(Big(bytes, 16, 4), Big(bytes, 20, 4));
}

std::optional<ImageSize> ReadGif(std::string_view bytes) {
  if (bytes.size() < 10) return {};
  return Sound(Little(bytes, 6, 2), Little(bytes, 8, 2));
}

// The three kinds of a WebP's first chunk (RFC 9649 and RFC 6386, section 9.1).
std::optional<ImageSize> ReadWebp(std::string_view bytes) {
  if (bytes.size() < 30) return {};
  const std::string_view chunk = bytes.substr(12, 4);
  if (chunk == "VP8X") return Sound(Little(bytes, 24, 3) + 1, Little(bytes, 27, 3) + 1);
  if (chunk == "VP8 ") {
    return Sound(Little(bytes, 26, 2) & 0x3fff, Little(bytes, 28, 2) & 0x3fff);
  }
  if (chunk != "VP8L" || Byte(bytes, 20) != 0x2f) return {};
  const int64_t packed = Little(bytes, 21, 4);
  return Sound((packed & 0x3fff) + 1, (packed >> 14 & 0x3fff) + 1);
}

bool IsStartOfFrame(int64_t marker) {
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

// Walks the segments up to the frame's header (ITU T.81, annex B).
std::optional<ImageSize> ReadJpeg(std::string_view bytes) {
  for (size_t at = 2; at + 9 <= bytes.size();) {
    if (Byte(bytes, at) != 0xff) return {};
    const int64_t marker = Byte(bytes, at + 1);
    if (marker == 0xff) {  // padding
      ++at;
      continue;
    }
    if (IsStartOfFrame(marker)) return Sound(Big(bytes, at + 7, 2), Big(bytes, at + 5, 2));
    const int64_t size = Big(bytes, at + 2, 2);
    if (size < 2) return {};
    at += 2 + static_cast<size_t>(size);
  }
  return {};
}

bool IsJpeg(std::string_view bytes) { return bytes.starts_with("\xff\xd8\xff"); }

}  // namespace

std::optional<ImageSize> ReadImageSize(std::string_view bytes) {
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return ReadPng(bytes);
  if (IsJpeg(bytes)) return ReadJpeg(bytes);
  if (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a")) return ReadGif(bytes);
  if (bytes.starts_with("RIFF") && bytes.substr(0, 12).ends_with("WEBP")) return ReadWebp(bytes);
  return {};
}

std::optional<ImageSize> ReadImageSizeInBase64(std::string_view base64) {
  std::string bytes;
  for (const size_t most : {kFirstBase64, kMostBase64}) {
    const size_t whole = base64.size() < most ? base64.size() : most;
    bytes.clear();
    // A prefix of whole groups of four decodes by itself.
    if (!DecodeBase64(base64.substr(0, whole / 4 * 4), &bytes)) return {};
    const std::optional<ImageSize> size = ReadImageSize(bytes);
    if (size || !IsJpeg(bytes) || whole == base64.size()) return size;
  }
  return {};
}

}  // namespace farthing::api
