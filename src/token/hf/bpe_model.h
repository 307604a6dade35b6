#pragma once

#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "token/hf/bpe_symbols.h"
#include "token/hf/file_part.h"
#include "token/hf/merge_table.h"
#include "token/hf/model.h"
#include "token/hf/piece_index.h"

namespace farthing::token {

// A byte-pair model of a tokenizer.json. Merges have the order of the file's list, whatever the
// tokens' ids are.
//
// Two things keep it fast and are exact. A piece that merging is known to make one token of is
// looked up and not merged. And merges are found in stretches between borders, places between two
// symbols that no merge reaches across: without them a SentencePiece-like model, to which a whole
// text is one piece, would merge all of it at once.
class BpeModel final : public Model {
 public:
  // `of_bytes`: pieces can come as bytes, not as the characters that stand for them; set to whether
  // they shall.
  static std::unique_ptr<Model> Read(const FilePart& model, bool* of_bytes);

  void Tokenize(std::string_view piece, size_t most, ModelScratch* scratch,
                TokenIds* ids) const override;
  size_t longest_token() const override { return longest_token_; }

 private:
  using Symbol = ModelScratch::Symbol;
  using Pairs = boost::unordered_flat_set<uint64_t>;

  // In the index: a token that stands for its text inside longer pieces too.
  static constexpr uint32_t kMerged = uint32_t{1} << 31;

  BpeModel(const BpeOptions& options, const PieceMap& vocabulary);

  // False: a token of the merge is not in the vocabulary.
  bool AddMerge(std::string_view left, std::string_view right, uint32_t rank,
                const PieceMap& vocabulary);
  void ReadMerges(const FilePart& merges, const PieceMap& vocabulary);
  void NoteJoin(std::string_view left, std::string_view right);
  void IndexPieces(const PieceMap& vocabulary);

  // The stretch of symbols that `symbols` begins with.
  std::span<const Symbol> Stretch(std::span<const Symbol> symbols) const;

  BpeOptions options_;
  BpeSymbols symbols_;
  MergeTable merges_;
  PieceIndex pieces_;
  Pairs joined_;  // symbols side by side that a merge may reach across
  bool has_borders_ = true;
  size_t longest_token_ = 0;
};

}  // namespace farthing::token
