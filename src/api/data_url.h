#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace farthing::api {

// The two parts of "data:image/png;base64,iVBOR…" (RFC 2397). Views of the URL.
struct DataUrl {
  std::string_view media_type;
  std::string_view base64;
};

// nullopt: not a data URL in base64. The base64 itself is not checked.
std::optional<DataUrl> ParseDataUrl(std::string_view url);

// Appends the bytes that padded base64 (RFC 4648, the standard alphabet) stands for; false when it
// is anything else.
bool DecodeBase64(std::string_view base64, std::string* bytes);

}  // namespace farthing::api
