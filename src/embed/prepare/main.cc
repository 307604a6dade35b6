// Prepares the trie that the program has built in: embed_prepare VOCABULARY OUT. The vocabulary has
// a piece a line, in the order of their ids.

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "embed/piece_trie.h"

namespace farthing::embed {
namespace {

std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return lines;
}

int Prepare(const char* from, const char* to) {
  std::ifstream in(from, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in.is_open() || in.bad()) {
    std::fprintf(stderr, "embed_prepare: cannot read %s\n", from);
    return 1;
  }
  const Result<std::vector<PieceSlot>> slots = BuildPieceTrie(Lines(text));
  if (!slots) {
    std::fprintf(stderr, "embed_prepare: %s: %s\n", from, slots.error().message.c_str());
    return 1;
  }
  std::ofstream out(to, std::ios::binary);
  out.write(reinterpret_cast<const char*>(slots->data()),
            static_cast<std::streamsize>(slots->size() * sizeof(PieceSlot)));
  out.close();
  if (!out) std::fprintf(stderr, "embed_prepare: cannot write %s\n", to);
  return out ? 0 : 1;
}

}  // namespace
}  // namespace farthing::embed

int main(int argc, char** argv) {
  if (argc == 3) return farthing::embed::Prepare(argv[1], argv[2]);
  std::fputs("usage: embed_prepare VOCABULARY OUT\n", stderr);
  return 2;
}
