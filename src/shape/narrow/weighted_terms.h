#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "shape/narrow/worded_text.h"
#include "shape/text/bm25.h"

namespace farthing::shape {

// What the words of some texts tell, for questions by BM25 and for how like two texts are. A
// text's first sentence counts half as much again, since titles stand there. Immutable; any thread.
class WeightedTerms {
 public:
  explicit WeightedTerms(std::span<const WordedText> texts);

  size_t texts() const { return begins_.size() - 1; }

  // BM25 of each text.
  std::vector<float> Score(std::string_view question) const;

  // How much each text says the same as this one: the cosine of their terms by their worth, 0 to 1.
  // Of this one only the terms that are worth most count, so that no text takes long.
  std::vector<float> LikenessTo(size_t text) const;

  // What a term tells of the texts that have it: the more, the fewer they are; 0 where none has it.
  float WorthOf(Term term) const { return WorthOf(terms_.Find(term)); }

 private:
  // A term of a text. `worth`: its part of the text, whose parts' squares sum to 1.
  struct Entry {
    uint32_t slot = 0;  // of the term
    float worth = 0;
  };

  size_t slots() const { return terms_.terms().size(); }
  std::span<const Posting> PostingsOf(size_t slot) const { return terms_.postings(slot); }
  std::vector<Entry> HeaviestOf(size_t text) const;
  float WorthOf(std::span<const Posting> postings) const;
  size_t PlaceOf(std::span<const Posting> postings) const {
    return static_cast<size_t>(postings.data() - terms_.postings(0).data());
  }
  void Weigh(const TermIndex& leads, std::span<const float> lengths);
  void MakeEntries();

  TermIndex terms_;
  std::vector<float> weights_;  // of each posting, BM25's without what the term tells
  std::vector<float> worths_;   // of each posting
  std::vector<Entry> entries_;  // text after text
  std::vector<uint32_t> begins_;
};

}  // namespace farthing::shape
