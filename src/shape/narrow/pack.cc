#include "shape/narrow/pack.h"

#include <algorithm>
#include <queue>

#include "shape/narrow/best_first.h"

namespace farthing::shape {
namespace {

constexpr float kLikenessWeight = 0.3F;
constexpr float kFurther = 0.7F;  // what a further sentence counts of the one before
// So many sentences may be too long for what is left before nothing shorter is looked for.
constexpr size_t kMostMisses = 64;

struct Offer {
  float gain = 0;
  size_t document = 0;

  friend bool operator<(const Offer& a, const Offer& b) {
    return a.gain != b.gain ? a.gain < b.gain : a.document > b.document;
  }
};

class Packing {
 public:
  Packing(const PackSource& source, size_t budget)
      : source_(source), left_(budget), documents_(source.worths.size()) {
    for (size_t i = 0; i < documents_.size(); ++i) MakeOffer(i);
  }

  std::vector<Kept> Run() {
    while (!offers_.empty() && misses_ < kMostMisses) {
      const Offer offer = offers_.top();
      offers_.pop();
      // What was taken since may have lessened it.
      if (GainOf(offer.document) >= offer.gain) Take(offer.document);
      MakeOffer(offer.document);
    }
    std::vector<Kept> kept;
    for (Document& document : documents_) {
      std::ranges::sort(document.kept);
      kept.push_back(std::move(document.kept));
    }
    return kept;
  }

 private:
  struct Document {
    bool is_open = false;       // its sentences are known
    std::vector<float> scores;  // of its sentences
    std::vector<size_t> order;  // of them, the best first
    size_t next = 0;            // in it
    Kept kept;
    float likeness = 0;  // to a document that has its say
    float share = 1;     // of its next sentence
  };

  bool IsDone(const Document& document) const {
    return document.is_open && document.next == document.order.size();
  }

  void MakeOffer(size_t i) {
    if (!IsDone(documents_[i])) offers_.push({GainOf(i), i});
  }

  float GainOf(size_t i) const {
    const Document& document = documents_[i];
    const float gain =
        source_.worths[i] * document.share * (1 - kLikenessWeight * document.likeness);
    if (document.kept.empty()) return gain;
    const float best = document.scores[document.order[0]];
    return best > 0 ? gain * document.scores[document.order[document.next]] / best : gain;
  }

  void Open(size_t i) {
    documents_[i].is_open = true;
    documents_[i].scores = source_.sentences(i);
    documents_[i].order = BestFirst(documents_[i].scores);
  }

  void Take(size_t i) {
    Document& document = documents_[i];
    if (!document.is_open) Open(i);
    if (IsDone(document)) return;
    const size_t sentence = document.order[document.next++];
    const std::optional<size_t> tokens = source_.tokens(i, sentence);
    if (!tokens) return;
    const size_t cost = *tokens + (document.kept.empty() ? source_.frame(i) : 0);
    if (cost > left_) {
      ++misses_;
      return;
    }
    left_ -= cost;
    if (document.kept.empty()) Lessen(i);
    document.kept.push_back(sentence);
    document.share *= kFurther;
  }

  // Others count less now that this one has its say.
  void Lessen(size_t i) {
    const std::vector<float> likeness = source_.likeness(i);
    for (size_t k = 0; k < documents_.size(); ++k) {
      const bool is_waiting = k != i && documents_[k].kept.empty();
      if (is_waiting) documents_[k].likeness = std::max(documents_[k].likeness, likeness[k]);
    }
  }

  const PackSource& source_;
  size_t left_;
  size_t misses_ = 0;
  std::vector<Document> documents_;
  std::priority_queue<Offer> offers_;
};

}  // namespace

std::vector<Kept> Pack(const PackSource& source, size_t budget) {
  return Packing(source, budget).Run();
}

}  // namespace farthing::shape
