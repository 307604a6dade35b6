#pragma once

#include "token/hf/file_part.h"
#include "token/hf/piece_index.h"

namespace farthing::token {

// The member "vocab" of a model that gives ids by tokens. The keys live as long as the document.
PieceMap ReadVocabulary(const FilePart& model);

// Bytes of all tokens.
size_t BytesOf(const PieceMap& vocabulary);

// The id of the token, which the vocabulary must have: the member `key`, or `otherwise`.
uint32_t IdOfMember(const FilePart& model, std::string_view key, std::string_view otherwise,
                    const PieceMap& vocabulary);

}  // namespace farthing::token
