// A tokenizer.json and a text: what is read counts as many tokens as it makes, none longer than it
// says. The first line is the text, the rest the file.

#include <string_view>
#include <vector>

#include "base/check.h"
#include "token/hf/file_tokenizer.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using farthing::token::FileTokenizer;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const size_t line = input.find('\n');
  if (line == std::string_view::npos) return 0;
  const std::string_view text = input.substr(0, line);
  const auto tokenizer = FileTokenizer::Read("fuzzed", input.substr(line + 1));
  if (!tokenizer) return 0;
  std::vector<uint32_t> ids;
  (*tokenizer)->Encode(text, &ids);
  CHECK((*tokenizer)->Count(text) == ids.size());
  const auto within = (*tokenizer)->CountUpTo(text, ids.size());
  CHECK(within && *within == ids.size());
  if (!ids.empty()) CHECK(!(*tokenizer)->CountUpTo(text, ids.size() - 1));
  return 0;
}
