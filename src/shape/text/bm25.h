#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "shape/text/words.h"

namespace farthing::shape {

// The terms of texts one after the other, in one run of memory.
class TermLists {
 public:
  // Appends a text: the terms of its words, those that stand in every text left out.
  void Add(std::span<const Word> words);
  // Appends a text of those terms.
  void AddTerms(std::span<const Term> terms);

  size_t size() const { return ends_.size(); }
  std::span<const Term> operator[](size_t text) const {
    const size_t begin = text == 0 ? 0 : ends_[text - 1];
    return std::span(terms_).subspan(begin, ends_[text] - begin);
  }
  std::span<const Term> all() const { return terms_; }

 private:
  std::vector<Term> terms_;
  std::vector<uint32_t> ends_;
};

// So often a term is in a text.
struct Posting {
  uint32_t text = 0;
  uint32_t count = 0;
};

// Which texts a term is in, for some tens to thousands of short texts: made for one request, by
// sorting, so that no choice of words makes it slow (10 ns a word). Immutable; any thread.
class TermIndex {
 public:
  explicit TermIndex(const TermLists& texts);

  size_t texts() const { return lengths_.size(); }
  size_t length(size_t text) const { return lengths_[text]; }  // in terms
  float mean_length() const { return mean_length_; }           // 1 at least

  std::span<const Term> terms() const { return terms_; }  // ascending
  // Of the term terms()[i], by text.
  std::span<const Posting> postings(size_t i) const {
    return std::span(postings_).subspan(begins_[i], begins_[i + 1] - begins_[i]);
  }
  // Empty where no text has it.
  std::span<const Posting> Find(Term term) const;

  // What a term that so many texts have tells: ln(1 + (N - n + ½) / (n + ½)), above 0.
  float Idf(size_t texts_with_it) const;

 private:
  std::vector<Term> terms_;
  std::vector<uint32_t> begins_;  // in postings_, and its size
  std::vector<Posting> postings_;
  std::vector<uint32_t> lengths_;
  float mean_length_ = 1;
};

// k1: how soon more of a term adds no more; b: how far long texts are held to have more of
// everything.
struct Bm25Settings {
  float k1 = 1.2F;
  float b = 0.75F;
};

struct WeightedTerm {
  Term term = 0;
  float weight = 1;
};

// Adds to each text's score what it has of the question's terms (Robertson and Zaragoza, The
// probabilistic relevance framework: BM25 and beyond, 2009). A term that is twice in `question`
// counts twice. REQUIRES: scores has index.texts() numbers.
void AddBm25(const TermIndex& index, std::span<const WeightedTerm> question,
             const Bm25Settings& settings, std::span<float> scores);

}  // namespace farthing::shape
