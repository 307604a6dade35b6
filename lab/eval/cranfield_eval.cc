#include "lab/eval/cranfield_eval.h"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

#include "json/writer.h"
#include "lab/eval/ranking.h"
#include "shape/narrow/narrower.h"
#include "shape/narrow/render.h"
#include "token/encoder.h"

namespace farthing::lab {
namespace {

constexpr size_t kWhole = 10;
constexpr std::string_view kId = "1234";  // a document's, of the usual length
constexpr std::pair<size_t, double> kRounds[] = {{10, 0.5}, {10, 0.25}, {50, 0.5}, {50, 0.25}};

double NdcgOf(const Cranfield& collection, const Cranfield::Question& question,
              const std::vector<float>& scores) {
  const std::vector<double> exact(scores.begin(), scores.end());
  return NdcgAt(10, RankedRelevance(collection, question, exact));
}

class Narrowing {
 public:
  Narrowing(const Cranfield& collection, const embed::TextEmbedder& embedder)
      : collection_(collection), embedder_(embedder) {}

  // `best`: places of documents, the best first.
  void Add(const Cranfield::Question& question, std::vector<size_t> best, NarrowingRound* round) {
    const std::span ten = std::span(best).first(std::min(kWhole, best.size()));
    std::vector<shape::RenderedDocument> whole;
    for (const size_t place : ten) whole.push_back(Rendered(TextOf(place)));
    const size_t tokens_whole = tokens_.Count(shape::RenderDocuments(whole));
    round->tokens_whole += tokens_whole;
    round->relevant_whole += CountRelevant(question, ten);

    best.resize(std::min(round->documents, best.size()));
    std::ranges::sort(best);
    const size_t frame =
        tokens_.Count(shape::OpenDocument(kId)) + tokens_.Count(shape::kCloseDocument);
    std::vector<shape::Source> sources;
    for (const size_t place : best) sources.push_back({.text = TextOf(place), .frame = frame});
    const auto budget = static_cast<size_t>(round->share * static_cast<double>(tokens_whole));
    const auto begin = std::chrono::steady_clock::now();
    const shape::Narrower narrower(sources, question.text, {}, tokens_, embedder_);
    const std::vector<shape::Passage> passages =
        narrower.Fit(budget - std::min(budget, tokens_.Count(shape::RenderDocuments({}))));
    const std::chrono::duration<double, std::micro> spent =
        std::chrono::steady_clock::now() - begin;
    round->microseconds += spent.count() / static_cast<double>(collection_.questions.size());
    AddKept(question, best, passages, round);
  }

 private:
  void AddKept(const Cranfield::Question& question, std::span<const size_t> places,
               const std::vector<shape::Passage>& passages, NarrowingRound* round) const {
    std::vector<size_t> kept;
    std::vector<shape::RenderedDocument> rendered;
    for (const shape::Passage& passage : passages) {
      kept.push_back(places[passage.source]);
      rendered.push_back(Rendered(passage.text));
    }
    round->tokens_kept += tokens_.Count(shape::RenderDocuments(rendered));
    round->relevant_kept += CountRelevant(question, kept);
  }

  static shape::RenderedDocument Rendered(std::string_view text) {
    return {.id = kId, .text = text};
  }
  std::string_view TextOf(size_t place) const { return collection_.documents[place].text; }

  size_t CountRelevant(const Cranfield::Question& question, std::span<const size_t> places) const {
    return static_cast<size_t>(std::ranges::count_if(places, [&](size_t place) {
      return question.relevant.contains(collection_.documents[place].id);
    }));
  }

  const Cranfield& collection_;
  const embed::TextEmbedder& embedder_;
  const token::Encoder& tokens_ = *token::FindEncoder("o200k_base");
};

}  // namespace

CranfieldEval EvalCranfield(const Cranfield& collection, const embed::TextEmbedder& embedder) {
  CranfieldEval eval{.documents = collection.documents.size(),
                     .questions = collection.questions.size()};
  for (const auto& [documents, share] : kRounds) {
    eval.rounds.push_back({.documents = documents, .share = share});
  }
  std::vector<shape::WordedText> texts;
  for (const auto& document : collection.documents) {
    texts.push_back(shape::ReadText(document.text));
  }
  const shape::DocumentIndex index(texts, embedder);
  Narrowing narrowing(collection, embedder);
  for (const Cranfield::Question& question : collection.questions) {
    const std::vector<float> scores = index.Score(question.text);
    const std::vector<double> exact(scores.begin(), scores.end());
    eval.ndcg_at_10 += NdcgOf(collection, question, scores);
    eval.bm25_ndcg_at_10 += NdcgOf(collection, question, index.terms().Score(question.text));
    eval.recall_at_100 += RecallAt(100, RankedRelevance(collection, question, exact));
    for (NarrowingRound& round : eval.rounds) narrowing.Add(question, RankingOf(exact), &round);
  }
  const auto count = static_cast<double>(std::max<size_t>(eval.questions, 1));
  eval.ndcg_at_10 /= count;
  eval.bm25_ndcg_at_10 /= count;
  eval.recall_at_100 /= count;
  return eval;
}

std::string EvalAsJson(const CranfieldEval& eval) {
  std::string out;
  json::Writer writer(&out);
  writer.BeginObject()
      .IntMember("documents", static_cast<int64_t>(eval.documents))
      .IntMember("questions", static_cast<int64_t>(eval.questions));
  writer.Key("ndcg_at_10").Double(eval.ndcg_at_10);
  writer.Key("recall_at_100").Double(eval.recall_at_100);
  writer.Key("bm25_ndcg_at_10").Double(eval.bm25_ndcg_at_10);
  writer.Key("narrowing").BeginArray();
  for (const NarrowingRound& round : eval.rounds) {
    writer.BeginObject().IntMember("documents", static_cast<int64_t>(round.documents));
    writer.Key("share").Double(round.share);
    writer.IntMember("tokens_whole", static_cast<int64_t>(round.tokens_whole))
        .IntMember("tokens_kept", static_cast<int64_t>(round.tokens_kept))
        .IntMember("relevant_whole", static_cast<int64_t>(round.relevant_whole))
        .IntMember("relevant_kept", static_cast<int64_t>(round.relevant_kept));
    writer.Key("microseconds").Double(round.microseconds);
    writer.EndObject();
  }
  writer.EndArray().EndObject();
  return out + "\n";
}

}  // namespace farthing::lab
