#include "embed/embedder.h"

// The assembler puts the files into the program as they are; rows begin at a line of the cache.
asm(R"(
  .section .rodata.farthing_embedding, "a", %progbits
  .global farthing_embedding_rows
  .global farthing_embedding_rows_end
  .global farthing_embedding_pieces
  .global farthing_embedding_pieces_end
  .global farthing_embedding_characters
  .global farthing_embedding_characters_end
  .balign 64
farthing_embedding_rows:
  .incbin ")" FARTHING_EMBEDDING R"(/rows.i8"
farthing_embedding_rows_end:
  .balign 8
farthing_embedding_pieces:
  .incbin ")" FARTHING_PIECES R"("
farthing_embedding_pieces_end:
farthing_embedding_characters:
  .incbin ")" FARTHING_EMBEDDING R"(/characters.bin"
farthing_embedding_characters_end:
  .previous
)");

extern "C" const int8_t farthing_embedding_rows[];
extern "C" const int8_t farthing_embedding_rows_end[];
extern "C" const farthing::embed::PieceSlot farthing_embedding_pieces[];
extern "C" const farthing::embed::PieceSlot farthing_embedding_pieces_end[];
extern "C" const char farthing_embedding_characters[];
extern "C" const char farthing_embedding_characters_end[];

namespace farthing::embed {
namespace {

constexpr PieceId kUnknown = 100;   // [UNK]
constexpr PieceId kFirstRow = 999;  // before it: special and unused pieces

}  // namespace

CharacterTable ShippedCharacters() {
  return CharacterTable({farthing_embedding_characters, farthing_embedding_characters_end});
}

Embedder ShippedEmbedder() {
  const PieceTrie pieces({farthing_embedding_pieces, farthing_embedding_pieces_end});
  return Embedder(WordPiece(ShippedCharacters(), pieces, kUnknown),
                  {.rows = {farthing_embedding_rows, farthing_embedding_rows_end},
                   .dimensions = kShippedDimensions,
                   .first = kFirstRow});
}

}  // namespace farthing::embed
