#pragma once

#include "token/character_class.h"
#include "token/plain_word.h"

namespace farthing::token {

// The regular expressions that cut a text into pieces before its bytes are merged, written by hand.
// PieceEnd(at, end): where the piece that begins at `at` ends, by the text up to `end`. It depends
// on nothing before `at`. REQUIRES: at < end; [at, end) is valid UTF-8.
//
// Texts are cut in linear time: a piece looks ahead over a run of characters that no later piece
// looks over again more than twice.
//
// AnyPieceEnd is the whole expression; PieceEnd tries before it the words that most texts are of.

// '(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s
struct Gpt2Splitter {
  static const char* PieceEnd(const char* at, const char* end) {
    const char* const plain = PlainWordEnd(at, end);
    return plain != nullptr ? plain : AnyPieceEnd(at, end);
  }
  static const char* AnyPieceEnd(const char* at, const char* end);
};

// '(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|
// \s*[\r\n]|\s+(?!\S)|\s
struct Cl100kSplitter {
  static const char* PieceEnd(const char* at, const char* end) {
    const char* const plain = PlainWordEnd(at, end);
    return plain != nullptr ? plain : AnyPieceEnd(at, end);
  }
  static const char* AnyPieceEnd(const char* at, const char* end);
};

// As Cl100k, but for numbers and white space: \p{N}{1,3}, \s*[\r\n]+|\s+(?!\S)|\s+
struct Llama3Splitter {
  static const char* PieceEnd(const char* at, const char* end) {
    const char* const plain = PlainWordEnd(at, end);
    return plain != nullptr ? plain : AnyPieceEnd(at, end);
  }
  static const char* AnyPieceEnd(const char* at, const char* end);
};

// As Llama3, with each number by itself: \p{N}
struct QwenSplitter {
  static const char* PieceEnd(const char* at, const char* end) {
    const char* const plain = PlainWordEnd(at, end);
    return plain != nullptr ? plain : AnyPieceEnd(at, end);
  }
  static const char* AnyPieceEnd(const char* at, const char* end);
};

// [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|
// [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|
// \p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+
struct O200kSplitter {
  static const char* PieceEnd(const char* at, const char* end) {
    const char* const plain = CasedWordEnd(at, end);
    return plain != nullptr ? plain : AnyPieceEnd(at, end);
  }
  static const char* AnyPieceEnd(const char* at, const char* end);
};

// As O200k without contractions, and each number by itself: Mistral's.
struct TekkenSplitter {
  static const char* PieceEnd(const char* at, const char* end) {
    const char* const plain = CasedWordEnd(at, end);
    return plain != nullptr ? plain : AnyPieceEnd(at, end);
  }
  static const char* AnyPieceEnd(const char* at, const char* end);
};

}  // namespace farthing::token
