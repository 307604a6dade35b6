#include "gateway/reranking.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/rerank.h"
#include "gateway/own_call.h"
#include "json/document.h"
#include "shape/narrow/narrow_step.h"

namespace farthing::gateway {
namespace {

using Scores = Result<std::vector<float>>;

constexpr size_t kMostAnswer = 1024 * 1024;  // of a thousand scores
constexpr std::string_view kUnnamed = "rerank";

const config::Reranker* RerankerOf(const Request& request) {
  const bool is_shaped = request.exchange.head().Find("x-farthing-shape").empty();
  if (!is_shaped || !request.is_json || request.http.operation != api::Operation::kChat) {
    return nullptr;
  }
  if (request.route == nullptr || !request.route->narrow) return nullptr;
  const std::string_view farthing = request.scan.farthing_value.In(request.body);
  if (!shape::MayNarrow({}, farthing, nullptr)) return nullptr;
  const std::optional<config::Reranker>& reranker = request.route->narrow->reranker;
  return reranker ? &*reranker : nullptr;
}

shape::Ranking RankingOf(const Request& request, const json::Document& document) {
  const shape::StepInput input{.dialect = request.http.dialect,
                               .body = request.body,
                               .request = document.root(),
                               .farthing = document.root().Find("farthing"),
                               .tokens = *token::FindEncoder("o200k_base")};
  return shape::ReadRanking(input, *request.route->narrow);
}

net::Task<Scores> AskReranker(Request& request, const config::Reranker& reranker,
                              const shape::Ranking& ranking) {
  std::vector<std::string_view> texts;
  for (const shape::GivenDocument& document : ranking.documents) texts.push_back(document.text);
  const std::string question =
      api::RerankBody(reranker.dialect, reranker.model, ranking.question, texts);
  OwnQuestion call;
  call.upstream = request.state->snapshot->upstreams().Find(reranker.provider);
  call.path = "/v1/rerank";
  call.model = reranker.model.empty() ? kUnnamed : std::string_view(reranker.model);
  call.body = question;
  call.deadline = request.loop().now() + reranker.timeout;
  call.step = ledger::Step::kNarrow;
  const Result<std::string> answer = co_await Ask(request, call, kMostAnswer);
  if (!answer) co_return Scores(Fail(answer.error()));
  co_return api::ParseRerank(reranker.dialect, *answer, texts.size());
}

void Warn(Request& request, const config::Reranker& reranker, std::string_view what) {
  request.rerank_warning = "reranker " + reranker.provider + ": " + std::string(what);
}

bool IsUnpriced(const Request& request) {
  return !request.own_calls.empty() &&
         request.own_calls.back().row.cost.exactness == model::Exactness::kUnpriced;
}

}  // namespace

net::Task<void> Rerank(Request& request) {
  const config::Reranker* const reranker = RerankerOf(request);
  if (reranker == nullptr) co_return;
  const Result<json::Document> document = json::Document::ParseBorrowed(request.body);
  if (!document) co_return;
  const shape::Ranking ranking = RankingOf(request, *document);
  if (ranking.documents.empty()) co_return;
  Scores scores = co_await AskReranker(request, *reranker, ranking);
  if (scores) {
    request.document_scores = std::move(*scores);
    if (IsUnpriced(request)) Warn(request, *reranker, "its price is unknown");
  } else {
    Warn(request, *reranker, "the documents were ranked without it. " + scores.error().message);
  }
}

}  // namespace farthing::gateway
