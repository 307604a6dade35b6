#include "api/clean_text.h"

#include <algorithm>

#include "base/utf8.h"

namespace farthing::api {

std::string CleanText(std::string_view bytes, size_t max_bytes) {
  std::string clean;
  AppendLossyUtf8(bytes.substr(0, max_bytes), &clean);
  const bool cut = bytes.size() > max_bytes || clean.size() > max_bytes;
  if (cut) clean.resize(Utf8Prefix(clean, max_bytes).size());
  const auto is_control = [](char c) { return (c >= 0 && c < 0x20) || c == 0x7F; };
  std::replace_if(clean.begin(), clean.end(), is_control, ' ');
  return cut ? clean += "\u2026" : clean;
}

}  // namespace farthing::api
