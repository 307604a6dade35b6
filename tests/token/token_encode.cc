// Encodes texts for the oracle: `token_encode TOKENIZER` (token/load_tokenizer.h) reads them from
// standard input, each behind its size, and writes each text's ids behind their number. Numbers are
// 32 bits, little-endian.

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "token/load_tokenizer.h"

namespace {

bool ReadBytes(void* out, size_t size) { return std::fread(out, 1, size, stdin) == size; }

void WriteNumbers(const uint32_t* numbers, size_t count) {
  std::fwrite(numbers, sizeof(uint32_t), count, stdout);
}

}  // namespace

int main(int argc, char** argv) {
  const auto tokenizer = farthing::token::LoadTokenizer(argc == 2 ? argv[1] : "");
  if (!tokenizer) {
    std::fprintf(stderr, "token_encode: %s\n", tokenizer.error().message.c_str());
    return 2;
  }
  std::string text;
  std::vector<uint32_t> ids;
  for (uint32_t size = 0; ReadBytes(&size, sizeof size);) {
    text.resize(size);
    if (!ReadBytes(text.data(), size)) return 1;
    ids.clear();
    (*tokenizer)->Encode(text, &ids);
    const auto count = static_cast<uint32_t>(ids.size());
    WriteNumbers(&count, 1);
    WriteNumbers(ids.data(), ids.size());
    std::fflush(stdout);
  }
  return 0;
}
