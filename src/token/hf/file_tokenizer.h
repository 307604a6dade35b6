#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "token/hf/added_tokens.h"
#include "token/hf/model.h"
#include "token/hf/normalizer.h"
#include "token/hf/pre_tokenizer.h"
#include "token/tokenizer.h"

namespace farthing::token {

// The tokenizer that a tokenizer.json of Hugging Face's library `tokenizers` tells, id by id as
// that library encodes texts without adding special tokens and with `encode_special_tokens`. Of
// models it has BPE (byte-level, with byte fallback, or with affixes) and WordPiece; truncation,
// padding and post-processing are for other uses than counting. Malformed bytes count as U+FFFD
// each.
class FileTokenizer final : public Tokenizer {
 public:
  // `json`: the file's text. An error names the part of the file that is malformed or not
  // supported: a file is read as a whole or not at all.
  static Result<std::unique_ptr<const Tokenizer>> Read(std::string_view name,
                                                       std::string_view json);

  std::string_view name() const override { return name_; }
  size_t longest_token() const override { return longest_token_; }
  size_t Count(std::string_view text) const override;
  std::optional<size_t> CountUpTo(std::string_view text, size_t most) const override;
  void Encode(std::string_view text, std::vector<uint32_t>* ids) const override;

 private:
  class Run;

  explicit FileTokenizer(std::string_view name) : name_(name) {}

  void ReadParts(const FilePart& file);
  size_t LongestToken() const;

  std::string name_;
  AddedTokens added_;             // in texts as they come
  AddedTokens normalized_added_;  // in normalized ones
  std::unique_ptr<const Normalizer> normalizer_;
  PreTokenizers pre_tokenizers_;
  Pattern::PieceEnd piece_end_ = nullptr;  // of the only pre-tokenizer, where it is a known one
  std::unique_ptr<const Model> model_;
  size_t longest_token_ = 0;
};

}  // namespace farthing::token
