#include "shape/memory/relevance.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "embed/row_sum.h"
#include "shape/text/bm25.h"

namespace farthing::shape {
namespace {

constexpr size_t kNearWords = 8;
constexpr size_t kBroadTerms = 12;  // the rarest words of the question, which have near ones
constexpr size_t kMaxTerms = 64;

constexpr size_t kTextBytes = 4096;  // read of each text
constexpr size_t kMessageBytes = 16384;

std::string_view Beginning(std::string_view text, size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0U) == 0x80) --bytes;
  return text.substr(0, bytes);
}

std::string TextOf(json::Value message) {
  std::string all;
  VisitTexts(message, [&all](TextKind, std::string_view text) {
    if (all.size() >= kMessageBytes) return;
    if (!all.empty()) all += '\n';
    all += Beginning(text, kTextBytes);
  });
  return all;
}

struct NamedTerm {
  Term term = 0;
  std::string_view word;  // a form of it
};

void AppendNamedTerms(std::string_view text, std::span<const Word> words,
                      std::vector<NamedTerm>* terms) {
  for (const Word& word : words) {
    if (word.kind == WordKind::kStop) continue;
    terms->push_back({word.term, text.substr(word.begin, word.end - word.begin)});
  }
}

void SortOnce(std::vector<NamedTerm>* terms) {
  std::ranges::sort(*terms, {}, &NamedTerm::term);
  const auto rest = std::ranges::unique(*terms, {}, &NamedTerm::term);
  terms->erase(rest.begin(), rest.end());
}

// Unit vectors, one a word, one after the other.
std::vector<float> VectorsOf(std::span<const NamedTerm> terms,
                             const embed::TextEmbedder& embedder) {
  const size_t width = embedder.dimensions();
  std::vector<float> vectors(terms.size() * width);
  for (size_t i = 0; i < terms.size(); ++i) {
    embedder.Embed(terms[i].word, std::span(vectors).subspan(i * width, width));
  }
  return vectors;
}

// What is to be found, and in what.
struct Corpus {
  std::vector<std::string> texts;  // of each message before the question; empty for system messages
  std::vector<NamedTerm> terms;    // of all these
  TermLists lists;
};

Corpus ReadCorpus(const Conversation& conversation, size_t question) {
  Corpus corpus;
  const std::span<const Message> messages = conversation.messages().first(question);
  corpus.texts.resize(messages.size());
  std::vector<Word> words;
  for (size_t i = 0; i < messages.size(); ++i) {
    if (messages[i].role != Role::kSystem) corpus.texts[i] = TextOf(messages[i].value);
    words.clear();
    ReadWords(corpus.texts[i], &words);
    corpus.lists.Add(words);
    AppendNamedTerms(corpus.texts[i], words, &corpus.terms);
  }
  SortOnce(&corpus.terms);
  return corpus;
}

// The question's words, the rarest first.
std::vector<NamedTerm> QuestionTerms(std::string_view question, const TermIndex& index) {
  std::vector<Word> words;
  ReadWords(question, &words);
  std::vector<NamedTerm> terms;
  AppendNamedTerms(question, words, &terms);
  SortOnce(&terms);
  std::ranges::sort(terms, {}, [&index](const NamedTerm& term) {
    return std::pair(index.Find(term.term).size(), term.term);
  });
  if (terms.size() > kMaxTerms) terms.resize(kMaxTerms);
  return terms;
}

// The words of the conversation that are nearest in meaning to the one with this vector, each with
// the weight at which it counts for it.
std::vector<WeightedTerm> NearTerms(Term own, std::span<const float> vector,
                                    std::span<const NamedTerm> terms,
                                    std::span<const float> vectors, float least) {
  std::vector<WeightedTerm> near;
  for (size_t i = 0; i < terms.size(); ++i) {
    if (terms[i].term == own) continue;
    const float cosine =
        embed::DotProduct(vector, vectors.subspan(i * vector.size(), vector.size()));
    if (cosine >= least) near.push_back({terms[i].term, cosine * cosine});
  }
  std::ranges::sort(near, std::ranges::greater(),
                    [](const WeightedTerm& t) { return std::pair(t.weight, t.term); });
  if (near.size() > kNearWords) near.resize(kNearWords);
  return near;
}

// Of each message, the sum over the question's words of the best of a word and those near to it.
std::vector<float> ScoreWords(const Corpus& corpus, std::string_view question, float near_word,
                              const embed::TextEmbedder& embedder) {
  const TermIndex index(corpus.lists);
  const std::vector<NamedTerm> terms = QuestionTerms(question, index);
  const std::vector<float> vectors = VectorsOf(corpus.terms, embedder);
  const std::span<const NamedTerm> broad =
      std::span(terms).first(std::min(terms.size(), kBroadTerms));
  const std::vector<float> broad_vectors = VectorsOf(broad, embedder);
  const size_t width = embedder.dimensions();

  std::vector<float> scores(corpus.texts.size()), best, other;
  for (size_t i = 0; i < terms.size(); ++i) {
    best.assign(scores.size(), 0);
    const std::array own = {WeightedTerm{.term = terms[i].term}};
    AddBm25(index, own, {}, best);
    if (i < broad.size()) {
      const auto vector = std::span(broad_vectors).subspan(i * width, width);
      for (const WeightedTerm& near :
           NearTerms(own[0].term, vector, corpus.terms, vectors, near_word)) {
        other.assign(scores.size(), 0);
        AddBm25(index, std::array{near}, {}, other);
        for (size_t k = 0; k < best.size(); ++k) best[k] = std::max(best[k], other[k]);
      }
    }
    for (size_t k = 0; k < best.size(); ++k) scores[k] += best[k];
  }
  return scores;
}

std::vector<float> ScoreVectors(const Corpus& corpus, std::string_view question,
                                const embed::TextEmbedder& embedder) {
  std::vector<float> asked(embedder.dimensions()), vector(embedder.dimensions());
  embedder.Embed(question, asked);
  std::vector<float> scores(corpus.texts.size());
  for (size_t i = 0; i < scores.size(); ++i) {
    if (corpus.texts[i].empty()) continue;
    embedder.Embed(corpus.texts[i], vector);
    scores[i] = std::max(0.0F, embed::DotProduct(asked, vector));
  }
  return scores;
}

void Scale(std::span<float> scores, float least) {
  const float most = scores.empty() ? 0 : *std::ranges::max_element(scores);
  if (most <= 0) return;
  for (float& score : scores) score /= std::max(most, least);
}

// Raises what stands beside good messages, ever less the farther.
std::vector<float> Spread(const std::vector<float>& scores, const RelevanceWeights& weights) {
  std::vector<float> spread = scores;
  float share = weights.beside;
  for (size_t distance = 1; distance <= weights.reach; ++distance, share *= weights.farther) {
    for (size_t i = distance; i < scores.size(); ++i) {
      spread[i] += share * scores[i - distance];
      spread[i - distance] += share * scores[i];
    }
  }
  return spread;
}

}  // namespace

std::vector<float> ScoreMessages(const Conversation& conversation, size_t question,
                                 const RelevanceWeights& weights,
                                 const embed::TextEmbedder& embedder) {
  const Corpus corpus = ReadCorpus(conversation, question);
  const std::string asked = TextOf(conversation.messages()[question].value);
  std::vector<float> words = ScoreWords(corpus, asked, weights.near_word, embedder.ForParts());
  std::vector<float> vectors = ScoreVectors(corpus, asked, embedder);
  Scale(words, 0);
  Scale(vectors, weights.least_similarity);
  for (size_t i = 0; i < words.size(); ++i) {
    const float mixed = (1 - weights.vector_share) * words[i] + weights.vector_share * vectors[i];
    words[i] = mixed * mixed;
  }
  std::vector<float> spread = Spread(words, weights);
  for (size_t i = 0; i < spread.size(); ++i) {
    if (conversation.messages()[i].role == Role::kSystem) spread[i] = 0;
  }
  spread.resize(conversation.messages().size());
  return spread;
}

}  // namespace farthing::shape
