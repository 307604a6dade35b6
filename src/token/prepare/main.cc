// Prepares what the program has built in, while the program is built:
//   token_prepare vocabulary FILE.tiktoken.gz SHA256 OUT    SHA256: of the unpacked file
//   token_prepare classes general_category.txt OUT

#include <zlib.h>

#include <cstdio>
#include <fstream>
#include <string>

#include "base/error.h"
#include "base/hash.h"
#include "token/build_table.h"
#include "token/character_class.h"
#include "token/read_ranks.h"

namespace farthing::token {
namespace {

// The bytes of a file, unpacked where it is packed.
Result<std::string> ReadFile(const char* path) {
  const gzFile file = gzopen(path, "rb");
  if (file == nullptr) return Fail(Error::Configuration("it cannot be opened"));
  std::string bytes;
  char buffer[1 << 16];
  int size = 0;
  while ((size = gzread(file, buffer, sizeof buffer)) > 0) {
    bytes.append(buffer, static_cast<size_t>(size));
  }
  gzclose(file);
  if (size < 0) return Fail(Error::Configuration("it cannot be unpacked"));
  return bytes;
}

Result<std::string> PrepareVocabulary(const char* path, const char* sha256) {
  const Result<std::string> text = ReadFile(path);
  if (!text) return Fail(text.error());
  if (HexEncode(Sha256(*text)) != sha256) {
    return Fail(Error::Configuration("its SHA-256 is not the one expected"));
  }
  const Result<TokenList> tokens = ReadRanks(*text);
  if (!tokens) return Fail(tokens.error());
  return BuildTable(*tokens);
}

Result<std::string> PrepareClasses(const char* path) {
  const Result<std::string> text = ReadFile(path);
  if (!text) return Fail(text.error());
  std::string table = BuildClassTable(*text);
  if (table.empty()) return Fail(Error::Configuration("it does not hold general categories"));
  return table;
}

int Write(const char* from, const Result<std::string>& table, const char* path) {
  if (!table) {
    std::fprintf(stderr, "token_prepare: %s: %s\n", from, table.error().message.c_str());
    return 1;
  }
  std::ofstream out(path, std::ios::binary);
  out << *table;
  out.close();
  if (!out) std::fprintf(stderr, "token_prepare: cannot write %s\n", path);
  return out ? 0 : 1;
}

}  // namespace
}  // namespace farthing::token

int main(int argc, char** argv) {
  using namespace farthing::token;
  const std::string_view command = argc > 1 ? argv[1] : "";
  if (command == "vocabulary" && argc == 5) {
    return Write(argv[2], PrepareVocabulary(argv[2], argv[3]), argv[4]);
  }
  if (command == "classes" && argc == 4) return Write(argv[2], PrepareClasses(argv[2]), argv[3]);
  std::fputs("usage: token_prepare vocabulary FILE SHA256 OUT | classes FILE OUT\n", stderr);
  return 2;
}
