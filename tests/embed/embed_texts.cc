// Embeds texts for the oracle by the table in a folder: reads them from standard input, each behind
// its size (32 bits, little-endian), and writes each text's vector as floats.

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "embed/loaded_embedder.h"

namespace {

bool ReadBytes(void* out, size_t size) { return std::fread(out, 1, size, stdin) == size; }

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  const auto embedder = farthing::embed::LoadedEmbedder::Load(arguments[1]);
  if (!embedder) {
    std::fprintf(stderr, "%s\n", embedder.error().message.c_str());
    return 1;
  }
  std::vector<float> vector((*embedder)->dimensions());
  std::string text;
  for (uint32_t size = 0; ReadBytes(&size, sizeof size);) {
    text.resize(size);
    if (!ReadBytes(text.data(), size)) return 1;
    (*embedder)->Embed(text, vector);
    std::fwrite(vector.data(), sizeof(float), vector.size(), stdout);
    std::fflush(stdout);
  }
  return 0;
}
