#include "token/hf/bpe_model.h"

#include <algorithm>

#include "token/hf/byte_characters.h"
#include "token/hf/code_point.h"
#include "token/hf/vocabulary_part.h"

namespace farthing::token {
namespace {

std::string_view LastCharacter(std::string_view text) {
  size_t at = text.size() - 1;
  while ((static_cast<uint8_t>(text[at]) & 0xC0) == 0x80) --at;
  return text.substr(at);
}

uint64_t PairOf(uint32_t left, uint32_t right) { return uint64_t{left} << 32 | right; }

// Whether the vocabulary has all that pieces of bytes are made of.
bool HasEveryByte(const PieceMap& vocabulary) {
  std::string character;
  for (uint32_t byte = 0; byte < 256; ++byte) {
    character.clear();
    AppendCodePoint(CharacterOfByte(static_cast<uint8_t>(byte)), &character);
    if (!vocabulary.contains(character)) return false;
  }
  return true;
}

BpeOptions ReadOptions(const FilePart& model, const PieceMap& vocabulary) {
  BpeOptions options;
  options.ignore_merges = model.BoolOr("ignore_merges", false);
  options.byte_fallback = model.BoolOr("byte_fallback", false);
  options.fuse_unknown = model.BoolOr("fuse_unk", false);
  options.prefix = model.StringOr("continuing_subword_prefix", "");
  options.suffix = model.StringOr("end_of_word_suffix", "");
  if (options.byte_fallback && options.has_affixes()) {
    model.Member("byte_fallback").Refuse("this is not supported with a prefix or a suffix");
  }
  if (model.Member("unk_token").exists()) {
    options.unknown = IdOfMember(model, "unk_token", "", vocabulary);
  }
  const FilePart dropout = model.Member("dropout");
  if (dropout.exists() && dropout.value().number() != 0) {
    dropout.Refuse("a model that leaves out merges at random has no exact count; make it null");
  }
  return options;
}

}  // namespace

std::unique_ptr<Model> BpeModel::Read(const FilePart& model, bool* of_bytes) {
  const PieceMap vocabulary = ReadVocabulary(model);
  BpeOptions options = ReadOptions(model, vocabulary);
  *of_bytes = *of_bytes && !options.has_affixes() && HasEveryByte(vocabulary);
  options.of_bytes = *of_bytes;
  if (model.problem()->found()) return nullptr;
  std::unique_ptr<BpeModel> bpe(new BpeModel(options, vocabulary));
  bpe->ReadMerges(model.Member("merges"), vocabulary);
  if (!model.problem()->found()) bpe->IndexPieces(vocabulary);
  return bpe;
}

BpeModel::BpeModel(const BpeOptions& options, const PieceMap& vocabulary)
    : options_(options),
      symbols_(options, vocabulary),
      pieces_(vocabulary.size(), BytesOf(vocabulary)),
      has_borders_(!options.has_affixes()) {}

void BpeModel::ReadMerges(const FilePart& merges, const PieceMap& vocabulary) {
  if (!merges.value().is_array()) return merges.Refuse("this must be a list of merges");
  merges_.Reserve(merges.value().size());
  uint32_t rank = 0;
  for (const json::Value merge : merges.value()) {
    std::string_view left, right;
    if (merge.is_string()) {
      if (merge.string().starts_with("#version")) continue;
      const size_t space = merge.string().find(' ');
      left = merge.string().substr(0, space);
      if (space != std::string_view::npos) right = merge.string().substr(space + 1);
    } else if (merge.is_array() && merge.size() == 2) {
      left = (*merge.begin()).string();
      right = (*++merge.begin()).string();
    }
    if (!AddMerge(left, right, rank++, vocabulary)) {
      return merges.Refuse("merge " + std::to_string(rank) + ", " + std::string(merge.raw()) +
                           ", is not of two tokens that make a third");
    }
  }
}

bool BpeModel::AddMerge(std::string_view left, std::string_view right, uint32_t rank,
                        const PieceMap& vocabulary) {
  const auto left_id = vocabulary.find(left);
  const auto right_id = vocabulary.find(right);
  if (left.empty() || right.size() <= options_.prefix.size()) return false;
  const auto merged =
      vocabulary.find(std::string(left).append(right.substr(options_.prefix.size())));
  const auto none = vocabulary.end();
  if (left_id == none || right_id == none || merged == none) return false;
  merges_.Add(left_id->second, right_id->second, rank, merged->second);
  if (symbols_.IsStandIn(left_id->second) || symbols_.IsStandIn(right_id->second)) {
    has_borders_ = false;
  }
  if (has_borders_) NoteJoin(left, right);
  return true;
}

void BpeModel::NoteJoin(std::string_view left, std::string_view right) {
  const uint32_t last = symbols_.Find(CodePointAt(LastCharacter(left).data()).value);
  const uint32_t first = symbols_.Find(CodePointAt(right.data()).value);
  joined_.insert(PairOf(last, first));
}

void BpeModel::IndexPieces(const PieceMap& vocabulary) {
  ModelScratch scratch;
  TokenIds ids;
  std::string bytes;
  for (const auto& [token, id] : vocabulary) {
    std::string_view piece = token;
    if (options_.of_bytes) {
      bytes.clear();
      if (!AppendCharacterBytes(token, &bytes)) continue;
      piece = bytes;
    } else if (!options_.ignore_merges && piece.ends_with(options_.suffix)) {
      piece.remove_suffix(options_.suffix.size());
    }
    if (piece.empty()) continue;
    ids.clear();
    symbols_.Read(piece, &scratch.symbols);
    if (!scratch.symbols.empty()) merges_.MergeAll(scratch.symbols, &scratch, &ids);
    const bool is_merged = ids.size() == 1 && ids[0] == id;
    if (is_merged || options_.ignore_merges) pieces_.Add(piece, is_merged ? id | kMerged : id);
    longest_token_ = std::max(longest_token_, piece.size());
  }
  if (!symbols_.knows_everything()) longest_token_ = 0;
}

std::span<const ModelScratch::Symbol> BpeModel::Stretch(std::span<const Symbol> symbols) const {
  size_t end = 1;
  while (end < symbols.size() &&
         (!has_borders_ || joined_.contains(PairOf(symbols[end - 1].id, symbols[end].id)))) {
    ++end;
  }
  return symbols.first(end);
}

void BpeModel::Tokenize(std::string_view piece, size_t most, ModelScratch* scratch,
                        TokenIds* ids) const {
  if (const auto known = pieces_.Find(piece)) return ids->push_back(*known & ~kMerged);
  const bool in_order = symbols_.Read(piece, &scratch->symbols) && has_borders_;
  std::span<const Symbol> left = scratch->symbols;
  while (!left.empty() && ids->size() <= most) {
    const std::span<const Symbol> stretch = Stretch(left);
    left = left.subspan(stretch.size());
    if (stretch.size() == 1) {
      ids->push_back(stretch[0].id);
      continue;
    }
    if (in_order) {
      const size_t begin = stretch[0].begin;
      const size_t end = left.empty() ? piece.size() : left[0].begin;
      const auto known = pieces_.Find(piece.substr(begin, end - begin));
      if (known && (*known & kMerged) != 0) {
        ids->push_back(*known & ~kMerged);
        continue;
      }
    }
    merges_.MergeAll(stretch, scratch, ids);
  }
}

}  // namespace farthing::token
