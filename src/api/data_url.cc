#include "api/data_url.h"

#include <cstdint>

namespace farthing::api {
namespace {

constexpr int kNoDigit = -1;

int DigitOf(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : kNoDigit;
}

}  // namespace

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

bool DecodeBase64(std::string_view base64, std::string* bytes) {
  if (base64.size() % 4 != 0) return false;
  if (base64.ends_with('=')) base64.remove_suffix(base64.ends_with("==") ? 2 : 1);
  uint32_t bits = 0;
  int held = 0;  // how many of the low bits are not written yet
  for (const char c : base64) {
    const int digit = DigitOf(c);
    if (digit == kNoDigit) return false;
    bits = bits << 6 | static_cast<uint32_t>(digit);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes->push_back(static_cast<char>(bits >> held & 0xff));
  }
  return true;
}

}  // namespace farthing::api
