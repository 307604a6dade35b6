#include "lab/eval/embedder_eval.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "lab/eval/ranking.h"

namespace farthing::lab {
namespace {

// The vectors of texts, one behind the other.
class Vectors {
 public:
  explicit Vectors(const embed::TextEmbedder& embedder) : embedder_(embedder) {}

  void Add(std::string_view text) {
    numbers_.resize(numbers_.size() + width());
    embedder_.Embed(text, std::span(numbers_).last(width()));
  }
  size_t size() const { return numbers_.size() / width(); }
  std::span<const float> operator[](size_t i) const {
    return std::span(numbers_).subspan(i * width(), width());
  }

 private:
  size_t width() const { return embedder_.dimensions(); }

  const embed::TextEmbedder& embedder_;
  std::vector<float> numbers_;
};

std::vector<Scored> ScorePairs(const embed::TextEmbedder& embedder,
                               const std::vector<QuestionPair>& pairs) {
  std::vector<Scored> scored;
  std::vector<float> a(embedder.dimensions()), b(embedder.dimensions());
  for (const QuestionPair& pair : pairs) {
    embedder.Embed(pair.a, a);
    embedder.Embed(pair.b, b);
    scored.push_back({embed::Similarity(a, b), pair.is_same});
  }
  return scored;
}

// Finds the known sentence nearest to a text.
class Neighbours {
 public:
  Neighbours(const embed::TextEmbedder& embedder, const std::vector<LabelledText>& known)
      : embedder_(embedder), known_(known), vectors_(embedder) {
    for (const LabelledText& text : known) vectors_.Add(text.text);
  }

  // Its similarity, and whether it has this label.
  Scored Nearest(const LabelledText& asked) const {
    std::vector<float> vector(embedder_.dimensions());
    embedder_.Embed(asked.text, vector);
    Scored best = {-2, false};
    for (size_t i = 0; i < known_.size(); ++i) {
      const double score = embed::Similarity(vector, vectors_[i]);
      if (score > best.score) best = {score, known_[i].label == asked.label};
    }
    return best;
  }

 private:
  const embed::TextEmbedder& embedder_;
  const std::vector<LabelledText>& known_;
  Vectors vectors_;
};

std::vector<Scored> FindIntents(const Neighbours& neighbours,
                                const std::vector<LabelledText>& asked) {
  std::vector<Scored> found;
  for (const LabelledText& text : asked) found.push_back(neighbours.Nearest(text));
  return found;
}

// How well the nearest similarity tells sentences that have an intent from those that have none.
double OutsideAuc(std::vector<Scored> inside, const std::vector<Scored>& outside) {
  for (Scored& thing : inside) thing.is_wanted = true;
  inside.insert(inside.end(), outside.begin(), outside.end());
  return RocAuc(inside);
}

std::pair<double, double> SearchCranfield(const embed::TextEmbedder& embedder,
                                          const Cranfield& collection) {
  Vectors documents(embedder);
  for (const auto& document : collection.documents) documents.Add(document.title + document.text);
  std::vector<float> vector(embedder.dimensions());
  double ndcg = 0, recall = 0;
  for (const Cranfield::Question& question : collection.questions) {
    embedder.Embed(question.text, vector);
    std::vector<double> scores;
    for (size_t i = 0; i < documents.size(); ++i) {
      scores.push_back(embed::Similarity(vector, documents[i]));
    }
    const std::vector<bool> relevance = RankedRelevance(collection, question, scores);
    ndcg += NdcgAt(10, relevance);
    recall += RecallAt(100, relevance);
  }
  const auto count = static_cast<double>(collection.questions.size());
  return {ndcg / count, recall / count};
}

// A text and its pieces, of which it has 60 or a few more.
struct TimedText {
  std::string text;
  std::vector<embed::PieceId> pieces;
};

std::vector<TimedText> TextsOf60(const embed::Embedder& embedder, const EmbedderData& data) {
  constexpr size_t kTexts = 2000, kPieces = 60;
  std::vector<TimedText> texts(1);
  std::vector<embed::PieceId> ids(1 << 16);
  for (const QuestionPair& pair : data.qqp) {
    TimedText& text = texts.back();
    text.text += pair.a.substr(0, 200) + ' ';
    std::string_view rest = text.text;
    const size_t count = embedder.pieces().Read(&rest, ids);
    if (count < kPieces) continue;
    // As many bytes as 60 of its pieces have on average.
    text.text.resize(text.text.size() * kPieces / count);
    text.pieces.assign(ids.begin(), ids.begin() + kPieces);
    if (texts.size() == kTexts) return texts;
    texts.emplace_back();
  }
  texts.pop_back();
  return texts;
}

// The fastest of many rounds of `work`, in microseconds for each of `count` things.
template <typename Work>
double Fastest(size_t count, const Work& work) {
  using Clock = std::chrono::steady_clock;
  double best = 1e9;
  for (int round = 0; round < 50; ++round) {
    const Clock::time_point begin = Clock::now();
    work();
    const std::chrono::duration<double, std::micro> took = Clock::now() - begin;
    best = std::min(best, took.count() / static_cast<double>(count));
  }
  return best;
}

}  // namespace

std::vector<EmbedderScore> ScoreEmbedder(const embed::TextEmbedder& embedder,
                                         const EmbedderData& data) {
  const std::vector<Scored> qqp = ScorePairs(embedder, data.qqp);
  const std::vector<Scored> banking =
      FindIntents(Neighbours(embedder, data.banking77.known), data.banking77.asked);
  const Neighbours clinc(embedder, data.clinc150.known);
  const std::vector<Scored> inside = FindIntents(clinc, data.clinc150.asked);
  const std::vector<Scored> outside = FindIntents(clinc, data.clinc150.outside);
  const auto [ndcg, recall] = SearchCranfield(embedder, data.cranfield);
  return {
      {"qqp_average_precision", AveragePrecision(qqp), 0.645},
      {"qqp_roc_auc", RocAuc(qqp), 0.78},
      {"banking77_nearest", PrecisionAt(1, banking), 0.88},
      {"banking77_precision_at_half", PrecisionAt(0.5, banking), 0.955},
      {"clinc150_nearest", PrecisionAt(1, inside), 0.82},
      {"clinc150_outside_roc_auc", OutsideAuc(inside, outside), 0.93},
      {"cranfield_ndcg_at_10", ndcg, 0.33},
      {"cranfield_recall_at_100", recall, 0},
  };
}

EmbedderSpeed TimeEmbedder(const embed::Embedder& embedder, const EmbedderData& data) {
  const std::vector<TimedText> texts = TextsOf60(embedder, data);
  std::vector<float> out(embedder.dimensions());
  return {.from_pieces = Fastest(texts.size(),
                                 [&] {
                                   for (const TimedText& text : texts) {
                                     embedder.EmbedPieces(text.pieces, out);
                                   }
                                 }),
          .from_text = Fastest(texts.size(), [&] {
            for (const TimedText& text : texts) embedder.Embed(text.text, out);
          })};
}

}  // namespace farthing::lab
