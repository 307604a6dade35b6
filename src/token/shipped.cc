#include <algorithm>
#include <array>

#include "token/character_class.h"
#include "token/encoder.h"

// The assembler puts the prepared tables into the program as they are: nothing is read at start,
// and a table's pages come into memory when a text needs them.
#define FARTHING_EMBED(symbol, path)    \
  asm(".section .rodata." symbol        \
      ", \"a\", %progbits\n"            \
      ".balign 64\n"                    \
      ".global " symbol "\n" symbol     \
      ":\n"                             \
      ".incbin \"" path                 \
      "\"\n"                            \
      ".global " symbol "_end\n" symbol \
      "_end:\n"                         \
      ".previous\n")

FARTHING_EMBED("farthing_character_classes", FARTHING_TABLES "/character_classes");
FARTHING_EMBED("farthing_o200k", FARTHING_TABLES "/o200k_base");
FARTHING_EMBED("farthing_cl100k", FARTHING_TABLES "/cl100k_base");
FARTHING_EMBED("farthing_p50k", FARTHING_TABLES "/p50k_base");

extern "C" {
extern const char farthing_o200k[], farthing_o200k_end[];
extern const char farthing_cl100k[], farthing_cl100k_end[];
extern const char farthing_p50k[], farthing_p50k_end[];
}

namespace farthing::token {
namespace {

std::string_view Between(const char* begin, const char* end) {
  return {begin, static_cast<size_t>(end - begin)};
}

struct Shipped {
  Vocabulary o200k{Between(farthing_o200k, farthing_o200k_end)};
  Vocabulary cl100k{Between(farthing_cl100k, farthing_cl100k_end)};
  Vocabulary p50k{Between(farthing_p50k, farthing_p50k_end)};
  Vocabulary r50k{Between(farthing_p50k, farthing_p50k_end), 50256};
  std::array<Encoder, 6> encoders = {{
      {"o200k_base", SplitRule::kO200k, SpecialTokens::kO200k, o200k},
      {"o200k_harmony", SplitRule::kO200k, SpecialTokens::kHarmony, o200k},
      {"cl100k_base", SplitRule::kCl100k, SpecialTokens::kCl100k, cl100k},
      {"p50k_base", SplitRule::kGpt2, SpecialTokens::kGpt2, p50k},
      {"p50k_edit", SplitRule::kGpt2, SpecialTokens::kP50kEdit, p50k},
      {"r50k_base", SplitRule::kGpt2, SpecialTokens::kGpt2, r50k},
  }};
};

}  // namespace

const Encoder* FindEncoder(std::string_view name) {
  static const Shipped shipped;
  const auto found =
      std::find_if(shipped.encoders.begin(), shipped.encoders.end(),
                   [name](const Encoder& encoder) { return encoder.name() == name; });
  return found != shipped.encoders.end() ? &*found : nullptr;
}

}  // namespace farthing::token
