// A text's tokens decode to it, and every way of counting it comes to the same number. The first
// bytes of the input choose the encoding and how the text is cut.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/utf8.h"
#include "token/append_counter.h"
#include "token/encoder.h"
#include "token/interval_counter.h"

namespace farthing::token {
namespace {

constexpr const char* kEncodings[] = {"o200k_base", "cl100k_base", "p50k_base", "r50k_base"};

void CountInParts(const Encoder& encoder, std::string_view text, size_t part, size_t count) {
  AppendCounter counter(encoder);
  for (size_t at = 0; at < text.size(); at += part) counter.Append(text.substr(at, part));
  CHECK(counter.count() == count);
}

void CountAnInterval(const Encoder& encoder, std::string_view text, size_t begin, size_t size) {
  begin = Utf8Prefix(text, std::min(begin, text.size())).size();
  const std::string_view part = Utf8Prefix(text.substr(begin), size);
  const IntervalCounter counter(encoder, text);
  CHECK(counter.Count(begin, begin + part.size()) == encoder.Count(part));
}

void Check(const Encoder& encoder, std::string_view text, size_t first, size_t second) {
  std::vector<uint32_t> ids;
  encoder.Encode(text, &ids);
  CHECK(encoder.Count(text) == ids.size());
  CHECK(encoder.CountUpTo(text, ids.size()) == ids.size());
  CHECK(ids.empty() || !encoder.CountUpTo(text, ids.size() - 1));
  std::string valid;
  AppendLossyUtf8(text, &valid);
  CHECK(encoder.Decode(ids) == valid);
  CountInParts(encoder, text, first + 1, ids.size());
  CountAnInterval(encoder, valid, first, second);
}

}  // namespace
}  // namespace farthing::token

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace farthing::token;
  if (size < 3) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 3, size - 3);
  Check(*FindEncoder(kEncodings[data[0] % 4]), text, data[1], data[2]);
  return 0;
}
