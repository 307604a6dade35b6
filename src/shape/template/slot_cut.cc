#include "shape/template/slot_cut.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "json/type.h"
#include "shape/text/sentences.h"

namespace farthing::shape {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

bool IsInsideCharacter(std::string_view text, size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
}

class Cutter {
 public:
  Cutter(std::string_view text, const config::Slot& slot, const token::Encoder& tokens)
      : text_(text),
        tokens_(tokens),
        most_(static_cast<size_t>(slot.max_tokens)),
        keeps_start_(slot.keep == config::SlotKeep::kStart) {}

  // REQUIRES: candidates are cuts, from the one that keeps least.
  std::string_view Longest(const std::vector<size_t>& cuts) const {
    const auto too_long = std::ranges::partition_point(
        cuts, [this](size_t cut) { return tokens_.CountUpTo(Kept(cut), most_).has_value(); });
    return too_long == cuts.begin() ? std::string_view() : Kept(*(too_long - 1));
  }

  // Without blanks at the cut.
  std::string_view Kept(size_t cut) const {
    if (!keeps_start_) {
      const size_t begin = text_.find_first_not_of(kBlanks, cut);
      return begin == text_.npos ? std::string_view() : text_.substr(begin);
    }
    const std::string_view kept = text_.substr(0, cut);
    return kept.substr(0, kept.find_last_not_of(kBlanks) + 1);  // npos + 1 is 0
  }

  // Those of `marks` (ascending, of the region) in the order that Longest wants.
  std::vector<size_t> Ordered(std::vector<size_t> marks) const {
    if (!keeps_start_) std::ranges::reverse(marks);
    return marks;
  }

  std::vector<size_t> Sentences() const {
    std::vector<json::Span> sentences;
    SplitSentences(region(), &sentences);
    std::vector<size_t> cuts;
    for (const json::Span sentence : sentences) {
      cuts.push_back(offset() + (keeps_start_ ? sentence.end() : sentence.offset));
    }
    return Ordered(std::move(cuts));
  }

  std::vector<size_t> Words() const {
    std::vector<token::CountedPiece> pieces;
    tokens_.CountPieces(region(), &pieces);
    std::vector<size_t> cuts;
    for (const token::CountedPiece& piece : pieces) cuts.push_back(offset() + piece.end);
    return Ordered(std::move(cuts));
  }

  std::vector<size_t> LineEnds() const {
    std::vector<size_t> cuts;
    for (size_t at = text_.find('\n'); at != text_.npos; at = text_.find('\n', at + 1)) {
      cuts.push_back(at);
    }
    return Ordered(std::move(cuts));
  }

  std::vector<size_t> Characters() const {
    std::vector<size_t> cuts;
    for (size_t at = 0; at < region().size(); ++at) {
      if (!IsInsideCharacter(region(), at)) cuts.push_back(offset() + at);
    }
    return Ordered(std::move(cuts));
  }

  size_t Tokens(std::string_view kept) const { return tokens_.Count(kept); }
  size_t most() const { return most_; }

 private:
  // All that could stay, and a sentence more: no token is longer than the longest.
  std::string_view region() const {
    const size_t size = std::min(text_.size(), most_ * tokens_.longest_token() + 2 * kMaxSentence);
    if (keeps_start_) return text_.substr(0, Aligned(size));
    return text_.substr(Aligned(text_.size() - size));
  }
  size_t offset() const { return static_cast<size_t>(region().data() - text_.data()); }
  size_t Aligned(size_t at) const {
    while (IsInsideCharacter(text_, at)) ++at;
    return at;
  }

  const std::string_view text_;
  const token::Encoder& tokens_;
  const size_t most_;
  const bool keeps_start_;
};

}  // namespace

std::string_view CutToCap(std::string_view text, const config::Slot& slot,
                          const token::Encoder& tokens) {
  const auto cap = static_cast<size_t>(slot.max_tokens);
  if (tokens.CountUpTo(text, cap)) return text;
  const Cutter cutter(text, slot, tokens);
  if (slot.type == config::SlotType::kList) return cutter.Longest(cutter.LineEnds());
  std::string_view words = cutter.Longest(cutter.Words());
  if (words.empty()) words = cutter.Longest(cutter.Characters());
  if (slot.cut_at == config::SlotCut::kWord) return words;
  const std::string_view sentences = cutter.Longest(cutter.Sentences());
  return 2 * cutter.Tokens(sentences) >= cutter.Tokens(words) ? sentences : words;
}

}  // namespace farthing::shape
