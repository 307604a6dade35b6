#include "token/hf/word_piece_model.h"

#include <algorithm>

#include "token/hf/vocabulary_part.h"

namespace farthing::token {
namespace {

// Of a word: more would let a file make a text cost its square.
constexpr uint32_t kMostCharacters = 4096;

size_t CharactersIn(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
    return (static_cast<uint8_t>(byte) & 0xC0) != 0x80;
  }));
}

}  // namespace

std::unique_ptr<Model> WordPieceModel::Read(const FilePart& model) {
  std::unique_ptr<WordPieceModel> made(new WordPieceModel);
  const PieceMap vocabulary = ReadVocabulary(model);
  made->unknown_ = IdOfMember(model, "unk_token", "[UNK]", vocabulary);
  made->most_characters_ = model.NumberOr("max_input_chars_per_word", 100);
  if (made->most_characters_ > kMostCharacters) {
    model.Member("max_input_chars_per_word").Refuse("more than 4096 are not supported");
  }
  for (const auto& [token, id] : vocabulary) made->tokens_.Add(token, id);
  made->continued_ =
      made->tokens_.Walk(ByteTrie::kRoot, model.StringOr("continuing_subword_prefix", "##"));
  return made;
}

void WordPieceModel::Tokenize(std::string_view piece, size_t /*most*/, ModelScratch* /*scratch*/,
                              TokenIds* ids) const {
  const size_t size = ids->size();
  if (CharactersIn(piece) <= most_characters_ && Cut(piece, ids)) return;
  ids->resize(size);
  ids->push_back(unknown_);
}

bool WordPieceModel::Cut(std::string_view piece, TokenIds* ids) const {
  std::optional<ByteTrie::Node> node = ByteTrie::kRoot;
  while (!piece.empty() && node) {
    uint32_t longest = ByteTrie::kNoValue;
    size_t longest_size = 0;
    for (size_t size = 1; size <= piece.size(); ++size) {
      node = tokens_.Step(*node, piece[size - 1]);
      if (!node) break;
      if (tokens_.ValueAt(*node) == ByteTrie::kNoValue) continue;
      longest = tokens_.ValueAt(*node);
      longest_size = size;
    }
    if (longest_size == 0) return false;
    ids->push_back(longest);
    piece.remove_prefix(longest_size);
    node = continued_;
  }
  return piece.empty();
}

}  // namespace farthing::token
