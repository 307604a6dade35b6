// Cuts texts into pieces for the oracle: reads them from standard input, each behind its size, and
// writes each text's ids behind their number. Numbers are 32 bits, little-endian.

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "embed/embedder.h"

namespace {

bool ReadBytes(void* out, size_t size) { return std::fread(out, 1, size, stdin) == size; }

void WriteNumbers(const uint32_t* numbers, size_t count) {
  std::fwrite(numbers, sizeof(uint32_t), count, stdout);
}

}  // namespace

int main() {
  const farthing::embed::Embedder embedder = farthing::embed::ShippedEmbedder();
  std::string text;
  std::vector<uint32_t> ids;
  for (uint32_t size = 0; ReadBytes(&size, sizeof size);) {
    text.resize(size);
    if (!ReadBytes(text.data(), size)) return 1;
    ids.clear();
    std::string_view rest = text;
    farthing::embed::PieceId some[256];
    while (const size_t count = embedder.pieces().Read(&rest, some)) {
      ids.insert(ids.end(), some, some + count);
    }
    const auto count = static_cast<uint32_t>(ids.size());
    WriteNumbers(&count, 1);
    WriteNumbers(ids.data(), ids.size());
    std::fflush(stdout);
  }
  return 0;
}
