#include "gateway/reranking.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/rerank.h"
#include "json/document.h"
#include "shape/narrow/narrow_step.h"

namespace farthing::gateway {
namespace {

using Scores = Result<std::vector<float>>;

constexpr size_t kMostAnswer = 1024 * 1024;  // of a thousand scores

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

// One question to a reranker.
class RerankCall {
 public:
  RerankCall(Request& request, const config::Reranker& reranker, Lane& lane,
             upstream::KeyLease lease)
      : request_(request),
        reranker_(reranker),
        lane_(lane),
        lease_(std::move(lease)),
        deadline_(std::min(request.deadline, request.loop().now() + reranker.timeout)) {}

  net::Task<Scores> Ask(const shape::Ranking& ranking) {
    Write(ranking);
    std::unique_ptr<net::ClientCall> call = lane_.pool()->TryAcquire();
    const bool may_be_stale = call != nullptr && call->reused();
    Result<std::string> body = co_await Exchange(std::move(call));
    // An idle connection that the server was just closing: to ask again does no harm.
    if (!body && may_be_stale && body.error().code == ErrorCode::kUpstream && status_ == 0) {
      body = co_await Exchange(nullptr);
    }
    Account(body.has_value());
    if (!body) co_return Scores(Fail(body.error()));
    if (status_ / 100 != 2) {
      co_return Scores(
          Fail(Error::Upstream("It answers with status " + std::to_string(status_) + ".", false)));
    }
    co_return api::ParseRerank(reranker_.dialect, *body, ranking.documents.size());
  }

 private:
  void Write(const shape::Ranking& ranking) {
    std::vector<std::string_view> texts;
    for (const shape::GivenDocument& document : ranking.documents) texts.push_back(document.text);
    body_ = api::RerankBody(reranker_.dialect, reranker_.model, ranking.question, texts);
    lane_.provider().AppendPassThroughHead("POST", "/v1/rerank", lease_.key(), &head_);
    head_ += "content-type: application/json\r\ncontent-length: " + std::to_string(body_.size()) +
             "\r\n\r\n";
  }

  // `call` null: over a new connection.
  net::Task<Result<std::string>> Exchange(std::unique_ptr<net::ClientCall> call) {
    using Answer = Result<std::string>;
    if (call == nullptr) {
      Result<std::unique_ptr<net::ClientCall>> connected =
          co_await lane_.pool()->Connect(deadline_, request_.interrupt);
      if (!connected) co_return Answer(Fail(connected.error()));
      call = std::move(*connected);
    }
    call->SetDeadline(deadline_);
    net::ClientCall* const raw = call.get();
    const net::Interrupt::Scope scope(&request_.interrupt, [raw] { raw->Cancel(); });
    const std::array<std::string_view, 2> pieces{head_, body_};
    if (Status sent = co_await call->Send(pieces); !sent) co_return Answer(Fail(sent.error()));
    Result<const net::ResponseHead*> head = co_await call->ReadHead(false);
    if (!head) co_return Answer(Fail(head.error()));
    status_ = (*head)->status;
    std::string body;
    while (body.size() <= kMostAnswer) {
      Result<std::string_view> piece = co_await call->ReadBody();
      if (!piece) co_return Answer(Fail(piece.error()));
      if (piece->empty()) co_return Answer(std::move(body));
      body.append(*piece);
    }
    co_return Answer(Fail(Error::Upstream("Its answer is too long.", false)));
  }

  // What the provider's breaker and keys learn of it.
  void Account(bool is_answer) {
    const MonotonicTime now = request_.loop().now();
    if (status_ == 401 || status_ == 402 || status_ == 403) {
      lease_.Rejected(now);
    } else if (status_ == 429) {
      lease_.RateLimited(now, std::nullopt);
    } else if (is_answer && status_ < 500) {
      lease_.Succeeded(now);
    } else if (!request_.interrupt.triggered()) {
      lease_.Failed(now);
    }
  }

  Request& request_;
  const config::Reranker& reranker_;
  Lane& lane_;
  upstream::KeyLease lease_;
  const MonotonicTime deadline_;
  std::string head_, body_;
  int status_ = 0;  // 0: no answer yet
};

net::Task<Scores> AskReranker(Request& request, const config::Reranker& reranker,
                              const shape::Ranking& ranking) {
  upstream::Upstream* const upstream = request.state->snapshot->upstreams().Find(reranker.provider);
  if (upstream == nullptr || upstream->provider.is_in_process()) {
    co_return Scores(Fail(Error::Upstream("It is no server.", false)));
  }
  std::optional<upstream::KeyLease> lease = upstream->keys.Acquire(request.loop().now());
  if (!lease) {
    co_return Scores(Fail(Error::Upstream("It is failing and left alone for a while.", false)));
  }
  RerankCall call(request, reranker, request.state->LaneOf(upstream), std::move(*lease));
  co_return co_await call.Ask(ranking);
}

}  // namespace

net::Task<void> Rerank(Request& request) {
  const config::Reranker* const reranker = RerankerOf(request);
  if (reranker == nullptr) co_return;
  const Result<json::Document> document = json::Document::ParseBorrowed(request.body);
  if (!document) co_return;
  const shape::Ranking ranking = RankingOf(request, *document);
  if (ranking.documents.empty()) co_return;
  const Waiting waiting(request);
  Scores scores = co_await AskReranker(request, *reranker, ranking);
  const std::string name = "reranker " + reranker->provider;
  if (scores) {
    request.document_scores = std::move(*scores);
    request.rerank_warning = name + ": its price is not in the cost";
  } else {
    request.rerank_warning =
        name + ": the documents were ranked without it. " + scores.error().message;
  }
}

}  // namespace farthing::gateway
