#include "api/data_url.h"

namespace farthing::api {

std::optional<DataUrl> ParseDataUrl(std::string_view url) {
  static constexpr std::string_view kScheme = "data:", kBase64 = ";base64";
  if (!url.starts_with(kScheme)) return std::nullopt;
  const size_t comma = url.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  std::string_view head = url.substr(kScheme.size(), comma - kScheme.size());
  if (!head.ends_with(kBase64)) return std::nullopt;
  head.remove_suffix(kBase64.size());
  return DataUrl{head.substr(0, head.find(';')), url.substr(comma + 1)};
}

}  // namespace farthing::api
