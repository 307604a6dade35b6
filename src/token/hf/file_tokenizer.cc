#include "token/hf/file_tokenizer.h"

#include <algorithm>
#include <utility>

#include "json/document.h"
#include "token/hf/bpe_model.h"
#include "token/hf/file_part.h"
#include "token/hf/word_piece_model.h"
#include "token/repair.h"

namespace farthing::token {
namespace {

// Models' offsets are 32 bits wide; a piece is no longer than what it was cut from.
constexpr size_t kLongestPiece = size_t{1} << 30;

std::unique_ptr<const Model> ReadModel(const FilePart& part, bool* of_bytes) {
  const std::string_view type = part.type();
  // Old files do not say it: only a byte-pair model has merges.
  if (type == "BPE" || (type.empty() && part.Member("merges").exists())) {
    return BpeModel::Read(part, of_bytes);
  }
  *of_bytes = false;
  if (type == "WordPiece") return WordPieceModel::Read(part);
  part.Refuse("the model \"" + std::string(type) + "\" is not supported; BPE and WordPiece are");
  return nullptr;
}

}  // namespace

// One text on its way through the steps; stops when there are more tokens than asked for.
class FileTokenizer::Run {
 public:
  Run(const FileTokenizer& tokenizer, size_t most) : tokenizer_(tokenizer), most_(most) {}

  // False: there are more than `most` tokens.
  bool Take(std::string_view text) {
    const auto take_text = [this](std::string_view part, bool begins) {
      return Normalize(part, begins);
    };
    return tokenizer_.added_.Each(text, take_text, [this](uint32_t id) { return Add(id); });
  }

  const TokenIds& ids() const { return ids_; }
  size_t count() const { return count_ + ids_.size(); }
  // Forgets the ids, keeps their number: a long text's would take four bytes each.
  void ForgetIds() { forgets_ = true; }

 private:
  bool Add(uint32_t id) {
    ids_.push_back(id);
    return IsWithin();
  }

  bool IsWithin() {
    constexpr size_t kKept = 4096;
    if (forgets_ && ids_.size() >= kKept) {
      count_ += ids_.size();
      ids_.clear();
    }
    return count() <= most_;
  }

  bool Normalize(std::string_view text, bool begins) {
    if (tokenizer_.normalizer_ == nullptr && tokenizer_.normalized_added_.empty()) {
      return Cut(text, begins);
    }
    std::string normalized;
    if (tokenizer_.normalizer_ != nullptr) {
      tokenizer_.normalizer_->Append(text, &normalized);
      text = normalized;
    }
    const auto take_text = [&](std::string_view part, bool begins_part) {
      return Cut(part, begins && begins_part);
    };
    return tokenizer_.normalized_added_.Each(text, take_text,
                                             [this](uint32_t id) { return Add(id); });
  }

  bool Cut(std::string_view text, bool begins) {
    if (tokenizer_.piece_end_ != nullptr) return CutAsKnown(text);
    if (tokenizer_.pre_tokenizers_.steps.empty()) return Tokenize(text);
    pieces_.Clear();
    pieces_.begins_text = begins;
    pieces_.Add(text);
    for (const auto& step : tokenizer_.pre_tokenizers_.steps) {
      next_.Clear();
      step->Cut(pieces_, &next_);
      std::swap(pieces_, next_);
    }
    size_t begin = 0;
    for (const size_t end : pieces_.ends) {
      if (!Tokenize(std::string_view(pieces_.text).substr(begin, end - begin))) return false;
      begin = end;
    }
    return true;
  }

  bool CutAsKnown(std::string_view text) {
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at < end) {
      const char* const piece_end = tokenizer_.piece_end_(at, end);
      if (!Tokenize({at, static_cast<size_t>(piece_end - at)})) return false;
      at = piece_end;
    }
    return true;
  }

  bool Tokenize(std::string_view piece) {
    while (piece.size() > kLongestPiece) {
      size_t size = kLongestPiece;
      while ((static_cast<uint8_t>(piece[size]) & 0xC0) == 0x80) --size;
      if (!Tokenize(piece.substr(0, size))) return false;
      piece.remove_prefix(size);
    }
    if (piece.empty()) return true;
    tokenizer_.model_->Tokenize(piece, most_ - std::min(most_, count_), &scratch_, &ids_);
    return IsWithin();
  }

  const FileTokenizer& tokenizer_;
  const size_t most_;
  bool forgets_ = false;
  size_t count_ = 0;  // of those forgotten
  TokenIds ids_;
  Pieces pieces_, next_;
  ModelScratch scratch_;
};

Result<std::unique_ptr<const Tokenizer>> FileTokenizer::Read(std::string_view name,
                                                             std::string_view json) {
  const Result<json::Document> document = json::Document::ParseBorrowed(json);
  if (!document) return Fail(document.error());
  FileProblem problem;
  const FilePart file(document->root(), "", &problem);
  if (!document->root().is_object()) file.Refuse("this must be an object");
  std::unique_ptr<FileTokenizer> tokenizer(new FileTokenizer(name));
  tokenizer->ReadParts(file);
  if (problem.found()) return Fail(problem.status().error());
  return tokenizer;
}

void FileTokenizer::ReadParts(const FilePart& file) {
  normalizer_ = Normalizer::Read(file.Member("normalizer"));
  added_ = AddedTokens::Read(file, /*normalized=*/false, nullptr);
  normalized_added_ = AddedTokens::Read(file, /*normalized=*/true, normalizer_.get());
  pre_tokenizers_ = PreTokenizers::Read(file.Member("pre_tokenizer"));
  bool of_bytes = pre_tokenizers_.ends_in_bytes;
  model_ = ReadModel(file.Member("model"), &of_bytes);
  if (file.problem()->found()) return;
  auto& steps = pre_tokenizers_.steps;
  if (pre_tokenizers_.ends_in_bytes && !of_bytes) steps.push_back(ToByteCharacters());
  if (steps.size() == 1) piece_end_ = steps[0]->piece_end();
  longest_token_ = LongestToken();
}

// Only where no step can make a text shorter.
size_t FileTokenizer::LongestToken() const {
  const bool keeps_all = normalizer_ == nullptr && !added_.takes_white_space() &&
                         !normalized_added_.takes_white_space() &&
                         (pre_tokenizers_.steps.empty() || piece_end_ != nullptr);
  if (!keeps_all || model_->longest_token() == 0) return 0;
  return std::max({model_->longest_token(), added_.longest(), normalized_added_.longest()});
}

size_t FileTokenizer::Count(std::string_view text) const { return *CountUpTo(text, SIZE_MAX); }

std::optional<size_t> FileTokenizer::CountUpTo(std::string_view text, size_t most) const {
  if (longest_token_ != 0 && text.size() / longest_token_ > most) return std::nullopt;
  std::string repaired;
  Run run(*this, most);
  run.ForgetIds();
  if (!run.Take(Repair(text, &repaired))) return std::nullopt;
  return run.count();
}

void FileTokenizer::Encode(std::string_view text, std::vector<uint32_t>* ids) const {
  std::string repaired;
  Run run(*this, SIZE_MAX);
  run.Take(Repair(text, &repaired));
  ids->insert(ids->end(), run.ids().begin(), run.ids().end());
}

}  // namespace farthing::token
