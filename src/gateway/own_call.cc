#include "gateway/own_call.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>

#include "gateway/price_list.h"
#include "json/document.h"
#include "token/encoder.h"

namespace farthing::gateway {
namespace {

using Answer = Result<std::string>;
using observe::AttemptOutcome;

upstream::Candidate CandidateOf(const Request& request, const OwnQuestion& question) {
  upstream::Candidate candidate{.upstream = question.upstream, .model = question.model};
  const std::string name = question.upstream->provider.name() + "/" + std::string(candidate.model);
  const Result<upstream::Candidates> known = request.state->snapshot->resolver().Resolve(
      {.model = name, .tier = {}, .route = nullptr}, *request.state->lists, request.loop().now());
  if (known && known->front().upstream == question.upstream) candidate.card = known->front().card;
  return candidate;
}

class OwnCall {
 public:
  OwnCall(Request& request, const OwnQuestion& question, upstream::KeyLease lease, size_t most)
      : request_(request),
        question_(question),
        lane_(request.state->LaneOf(question.upstream)),
        lease_(std::move(lease)),
        deadline_(std::min(request.deadline, question.deadline)),
        most_(most),
        begun_(request.loop().now()) {
    lane_.provider().AppendPassThroughHead("POST", question.path, lease_.key(), &head_);
    head_ += "content-type: application/json\r\ncontent-length: " +
             std::to_string(question.body.size()) + "\r\n\r\n";
  }

  net::Task<Answer> Run() {
    std::unique_ptr<net::ClientCall> call = lane_.pool()->TryAcquire();
    const bool may_be_stale = call != nullptr && call->reused();
    Answer body = co_await Exchange(std::move(call));
    // An idle connection that the server was just closing: to ask again does no harm.
    if (!body && may_be_stale && body.error().code == ErrorCode::kUpstream && status_ == 0) {
      body = co_await Exchange(nullptr);
    }
    lane_.UpdateGauges();
    Account(body);
    if (body && status_ / 100 != 2) {
      co_return Answer(
          Fail(Error::Upstream("It answers with status " + std::to_string(status_) + ".", false)));
    }
    co_return body;
  }

 private:
  // `call` null: over a new connection.
  net::Task<Answer> Exchange(std::unique_ptr<net::ClientCall> call) {
    was_sent_ = false;
    if (call == nullptr) {
      Result<std::unique_ptr<net::ClientCall>> connected =
          co_await lane_.pool()->Connect(deadline_, request_.interrupt);
      if (!connected) co_return Answer(Fail(connected.error()));
      call = std::move(*connected);
    }
    call->SetDeadline(deadline_);
    net::ClientCall* const raw = call.get();
    const net::Interrupt::Scope scope(&request_.interrupt, [raw] { raw->Cancel(); });
    const std::array<std::string_view, 2> pieces{head_, question_.body};
    if (Status sent = co_await call->Send(pieces); !sent) co_return Answer(Fail(sent.error()));
    was_sent_ = true;
    Result<const net::ResponseHead*> head = co_await call->ReadHead(false);
    if (!head) co_return Answer(Fail(head.error()));
    status_ = (*head)->status;
    std::string body;
    while (body.size() <= most_) {
      Result<std::string_view> piece = co_await call->ReadBody();
      if (!piece) co_return Answer(Fail(piece.error()));
      if (piece->empty()) co_return Answer(std::move(body));
      body.append(*piece);
    }
    co_return Answer(Fail(Error::Upstream("Its answer is too long.", false)));
  }

  AttemptOutcome OutcomeOf(const Answer& body) const {
    if (status_ == 429) return AttemptOutcome::kRateLimited;
    if (status_ >= 500) return AttemptOutcome::kServerError;
    if (status_ >= 300) return AttemptOutcome::kClientError;
    if (body) return AttemptOutcome::kOk;
    if (request_.interrupt.triggered()) return AttemptOutcome::kCancelled;
    if (body.error().code == ErrorCode::kTimeout) return AttemptOutcome::kTimeout;
    return was_sent_ ? AttemptOutcome::kBroken : AttemptOutcome::kConnectFailed;
  }

  void Account(const Answer& body) {
    const AttemptOutcome outcome = OutcomeOf(body);
    TellKeys(outcome);
    const upstream::Candidate candidate = CandidateOf(request_, question_);
    lane_.Target(question_.model, true).RecordAttempt(outcome);
    Request::OwnCall& own = request_.own_calls.emplace_back();
    own.step = question_.step;
    own.row.provider = question_.upstream->provider.name();
    own.row.model = question_.model;
    own.row.key = lease_.key();
    own.row.status = status_;
    own.row.outcome = observe::NameOf(outcome);
    own.row.duration = request_.loop().now() - begun_;
    own.row.cost = CostOf(candidate, outcome, body);
  }

  void TellKeys(AttemptOutcome outcome) {
    const MonotonicTime now = request_.loop().now();
    if (status_ == 401 || status_ == 402 || status_ == 403) {
      lease_.Rejected(now);
    } else if (outcome == AttemptOutcome::kRateLimited) {
      lease_.RateLimited(now, std::nullopt);
    } else if (outcome == AttemptOutcome::kOk || outcome == AttemptOutcome::kClientError) {
      lease_.Succeeded(now);
    } else if (outcome != AttemptOutcome::kCancelled) {
      lease_.Failed(now);
    }
  }

  // Errors are free; a server that was at work when we gave it up is not.
  ledger::Cost CostOf(const upstream::Candidate& candidate, AttemptOutcome outcome,
                      const Answer& body) const {
    ledger::Cost cost;
    cost.exactness = model::Exactness::kExact;
    const bool given_up = was_sent_ && status_ < 300 && outcome != AttemptOutcome::kOk;
    if (outcome != AttemptOutcome::kOk && !given_up) return cost;
    model::Usage usage;
    const bool is_told = body && ReadTold(*body, &usage);
    if (!is_told) {
      const token::Encoder& tokens = *token::FindEncoder("o200k_base");
      usage.tokens[model::TokenClass::kFresh] = static_cast<int64_t>(tokens.Count(question_.body));
    }
    PriceList& prices = request_.state->prices;
    cost = prices.Price(*prices.Of(candidate), candidate, usage, request_.arrived);
    if (!is_told && cost.exactness == model::Exactness::kUnpriced) {
      usage.tokens = {};  // of a model whose calls have a price, and not its tokens
      cost = prices.Price(*prices.Of(candidate), candidate, usage, request_.arrived);
    }
    cost.estimated = !is_told;
    return cost;
  }

  bool ReadTold(std::string_view body, model::Usage* usage) const {
    const Result<json::Document> document = json::Document::ParseBorrowed(body);
    if (!document || !document->root().is_object()) return false;
    Result<model::Usage> told =
        model::ReadUsageOf(question_.upstream->provider.catalog_name(), document->root());
    if (!told) return false;
    *usage = std::move(*told);
    return true;
  }

  Request& request_;
  const OwnQuestion& question_;
  Lane& lane_;
  upstream::KeyLease lease_;
  const MonotonicTime deadline_;
  const size_t most_;
  const MonotonicTime begun_;
  std::string head_;
  bool was_sent_ = false;
  int status_ = 0;  // 0: no answer yet
};

}  // namespace

net::Task<Answer> Ask(Request& request, OwnQuestion question, size_t most) {
  if (question.upstream == nullptr || question.upstream->provider.is_in_process()) {
    co_return Answer(Fail(Error::Upstream("It is no server.", false)));
  }
  std::optional<upstream::KeyLease> lease = question.upstream->keys.Acquire(request.loop().now());
  if (!lease) {
    co_return Answer(Fail(Error::Upstream("It is failing and left alone for a while.", false)));
  }
  const Waiting waiting(request);
  OwnCall call(request, question, std::move(*lease), most);
  co_return co_await call.Run();
}

}  // namespace farthing::gateway
