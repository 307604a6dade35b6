#include "lab/eval/tokenizer_eval.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "base/random.h"
#include "json/writer.h"
#include "token/ratio_learner.h"

namespace farthing::lab {
namespace {

constexpr double kMiddleTokens = 1000;
constexpr double kPieceTokens = 560;  // of a piece, about
constexpr size_t kMostPieces = 60;
constexpr double kOneKind = 0.8;
constexpr double kLarge = 4000;
constexpr double kFormTokens = 7;  // of a request beside its texts

struct Piece {
  token::TextFeatures features;
  double bytes = 0, tokens = 0;  // of the unknown tokenizer

  void operator+=(const Piece& other) {
    for (size_t i = 0; i < features.counts.size(); ++i) {
      features.counts[i] += other.features.counts[i];
    }
    for (size_t i = 0; i < features.buckets.size(); ++i) {
      features.buckets[i] += other.features.buckets[i];
    }
    bytes += other.bytes;
    tokens += other.tokens;
  }
};

using Half = std::vector<std::vector<Piece>>;  // a list a kind

std::vector<Piece> Measure(const token::Tokenizer& unknown, const token::FeatureReader& reader,
                           const std::vector<std::string>& texts) {
  std::vector<Piece> pieces(texts.size());
  for (size_t i = 0; i < texts.size(); ++i) {
    reader.Add(texts[i], &pieces[i].features);
    pieces[i].bytes = static_cast<double>(texts[i].size());
    pieces[i].tokens = static_cast<double>(unknown.Count(texts[i]));
  }
  return pieces;
}

class Requests {
 public:
  Requests(const Half& half, uint64_t seed) : half_(half), random_(seed) {}

  Piece Next() {
    const double length = kMiddleTokens * std::exp(Normal()) / kPieceTokens;
    const double most = static_cast<double>(kMostPieces);
    const auto pieces = static_cast<size_t>(std::clamp(std::round(length), 1.0, most));
    const std::vector<Piece>& one = OneOf(half_);
    const std::vector<Piece>& other = OneOf(half_);
    Piece request;
    for (size_t i = 0; i < pieces; ++i)
      request += OneOf(random_.Uniform() < kOneKind ? one : other);
    request.features[token::FormCount::kRequest] = 1;
    request.tokens += kFormTokens;
    return request;
  }

 private:
  template <typename T>
  const T& OneOf(const std::vector<T>& all) {
    return all[random_.Next() % all.size()];
  }

  double Normal() {  // Box and Muller
    const double radius = std::sqrt(-2 * std::log(1 - random_.Uniform()));
    return radius * std::cos(2 * std::numbers::pi * random_.Uniform());
  }

  const Half& half_;
  FastRandom random_;
};

struct Mean {
  double sum = 0;
  int64_t count = 0;
  void Add(double value) {
    sum += value;
    ++count;
  }
  double value() const { return count == 0 ? 0 : sum / static_cast<double>(count); }
};

double ErrorOf(double told, double tokens) { return std::abs(told - tokens) / tokens; }

// What is found over both halves.
struct Means {
  Mean by_bytes, by_ratio, error, piece_error, large, small;
};

void Judge(const token::RatioLearner& learner, double ratio, Requests requests, size_t judged,
           Means* means, TokenizerEval* eval) {
  for (size_t i = 0; i < judged; ++i) {
    const Piece request = requests.Next();
    const token::TokenEstimate told = learner.Estimate(request.features);
    means->by_bytes.Add(ErrorOf(request.bytes / 4, request.tokens));
    means->by_ratio.Add(ErrorOf(request.features.tokens() * ratio, request.tokens));
    means->error.Add(ErrorOf(told.tokens, request.tokens));
    (request.tokens < kLarge ? means->small : means->large).Add(told.high / request.tokens - 1);
    eval->over += request.tokens > told.high ? 1 : 0;
    eval->under += request.tokens < told.low ? 1 : 0;
  }
}

void JudgePieces(const token::RatioLearner& learner, const Half& half, Mean* error) {
  for (const std::vector<Piece>& kind : half) {
    for (const Piece& piece : kind) {
      error->Add(ErrorOf(learner.Estimate(piece.features).tokens, piece.tokens));
    }
  }
}

void LearnAndJudge(const Half& lessons, const Half& others, Means* means, TokenizerEval* eval) {
  token::RatioLearner learner(1);
  Requests requests(lessons, 1);
  double tokens = 0, known = 0;
  for (size_t i = 0; i < eval->learned; ++i) {
    const Piece request = requests.Next();
    tokens += request.tokens;
    known += request.features.tokens();
    learner.Learn(request.features, request.tokens);
  }
  Judge(learner, tokens / known, Requests(others, 2), eval->judged / 2, means, eval);
  JudgePieces(learner, others, &means->piece_error);
}

}  // namespace

TokenizerEval EvalTokenizer(const token::Tokenizer& unknown, const std::vector<TextKind>& corpus,
                            size_t learned, size_t judged) {
  const token::FeatureReader reader;
  Half one, other;
  for (const TextKind& kind : corpus) {
    one.push_back(Measure(unknown, reader, kind.halves[0]));
    other.push_back(Measure(unknown, reader, kind.halves[1]));
  }
  TokenizerEval eval{
      .tokenizer = std::string(unknown.name()), .learned = learned, .judged = judged};
  Means means;
  LearnAndJudge(one, other, &means, &eval);
  LearnAndJudge(other, one, &means, &eval);
  eval.by_bytes = means.by_bytes.value();
  eval.by_ratio = means.by_ratio.value();
  eval.error = means.error.value();
  eval.piece_error = means.piece_error.value();
  eval.room_large = means.large.value();
  eval.room_small = means.small.value();
  return eval;
}

std::string EvalAsJson(const std::vector<TextKind>& corpus,
                       const std::vector<TokenizerEval>& evals) {
  std::string out;
  json::Writer writer(&out);
  writer.BeginObject().Key("pieces").BeginObject();
  for (const TextKind& kind : corpus) {
    writer.IntMember(kind.name,
                     static_cast<int64_t>(kind.halves[0].size() + kind.halves[1].size()));
  }
  writer.EndObject().Key("tokenizers").BeginArray();
  for (const TokenizerEval& eval : evals) {
    writer.BeginObject()
        .StringMember("tokenizer", eval.tokenizer)
        .IntMember("learned", static_cast<int64_t>(eval.learned))
        .IntMember("judged", static_cast<int64_t>(eval.judged));
    writer.Key("by_bytes").Double(eval.by_bytes).Key("by_ratio").Double(eval.by_ratio);
    writer.Key("error").Double(eval.error).Key("piece_error").Double(eval.piece_error);
    writer.IntMember("over", static_cast<int64_t>(eval.over))
        .IntMember("under", static_cast<int64_t>(eval.under));
    writer.Key("room_large").Double(eval.room_large).Key("room_small").Double(eval.room_small);
    writer.EndObject();
  }
  writer.EndArray().EndObject();
  return out + "\n";
}

}  // namespace farthing::lab
