#include "gateway/charge.h"

#include <algorithm>

#include "api/count_tokens.h"
#include "api/request_tokens.h"
#include "gateway/price_list.h"
#include "json/document.h"
#include "model/tokenizer_ratio.h"

namespace farthing::gateway {
namespace {

using model::TokenClass;
using observe::AttemptOutcome;

ledger::Cost Free() {
  ledger::Cost free;
  free.exactness = model::Exactness::kExact;
  return free;
}

bool OnlyAsks(const Request& request) {
  if (request.http.operation == api::Operation::kCountTokens) return true;
  if (request.http.operation != api::Operation::kPassThrough) return false;
  const std::string_view method = request.exchange.head().method_name;
  return method != "POST" && method != "PUT" && method != "PATCH";
}

bool MayBeCharged(const Tried& tried) {
  if (!tried.is_answer) {
    const bool given_up =
        tried.outcome == AttemptOutcome::kTimeout || tried.outcome == AttemptOutcome::kCancelled;
    return tried.status == 0 && tried.was_sent && given_up;
  }
  const bool reported_error = tried.outcome == AttemptOutcome::kServerError ||
                              tried.outcome == AttemptOutcome::kClientError ||
                              tried.outcome == AttemptOutcome::kRateLimited;
  return !reported_error || tried.usage.said() || tried.text_bytes > 0;
}

// Nullopt: there is nothing to estimate by.
std::optional<int64_t> EstimateInput(const Request& request, const upstream::Candidate& candidate) {
  if (!request.is_json || request.asked_model.empty()) return std::nullopt;
  const Result<json::Document> document = json::Document::ParseBorrowed(request.body);
  if (!document) return 0;
  return api::CountRequest(document->root(), request.state->prices.Of(candidate)->counting)
      .total.tokens;
}

// Puts into the tally what the provider did not say. False where nobody can.
bool Estimate(Request& request, Tried& tried) {
  model::TokenCounts tokens = tried.usage.usage().tokens;
  if (!tried.usage.said()) {
    const std::optional<int64_t> input = EstimateInput(request, *tried.candidate);
    if (!input) return false;
    tokens[TokenClass::kFresh] = *input;
  }
  // Anthropic's count runs along with the stream; OpenAI's is the last word.
  const bool may_grow = !tried.usage.said() ||
                        tried.candidate->upstream->provider.dialect() == api::Dialect::kAnthropic;
  const int64_t output = may_grow ? api::EstimateOutputTokens(tried.text_bytes) : 0;
  tokens[TokenClass::kOutput] += std::max(int64_t{0}, output - tokens.output());
  tried.usage.TakeEstimate(tokens);
  return true;
}

std::shared_ptr<const PricedModel> ComparedModel(const Request& request, const Tried* answer) {
  PriceList& prices = request.state->prices;
  const upstream::Candidate& asked =
      request.outgrown ? *request.outgrown : request.candidates.front();
  if (asked.tier == 0) return prices.Of(asked);
  if (std::shared_ptr<const PricedModel> baseline = prices.Baseline()) return baseline;
  return prices.Of(answer != nullptr ? *answer->candidate : asked);
}

// The other model's count of the same texts, at its list price: no tier, region or speed of the
// one that answered.
model::Usage AsCountedBy(const PricedModel& other, const PricedModel& own, model::Usage usage,
                         bool* converted) {
  for (const model::OtherPart& part : usage.others) usage.tokens += part.tokens;
  usage.others.clear();
  usage.service_tier.clear();
  usage.region.clear();
  usage.speed.clear();
  const auto from = own.tokens_per_thousand, to = other.tokens_per_thousand;
  *converted = from && to && *from != *to;
  if (*converted) usage.tokens = model::ConvertCounts(usage.tokens, *from, *to);
  return usage;
}

// Those steps that made the request smaller, then a template that made it larger.
std::vector<shape::Saving> SavingsOf(const Request& request) {
  std::vector<shape::Saving> savings = request.tokens_saved;
  if (!request.rendered) return savings;
  savings.push_back({.step = ledger::Step::kTemplate, .tokens = request.rendered->tokens_saved});
  return savings;
}

// Input without those of a step that added some. What it added stands at the request's start, but
// whether a cache knew it nobody says: what was new goes first, so that no loss is told too small.
void AddInput(int64_t tokens, model::TokenCounts* counts) {
  if (tokens > 0) (*counts)[TokenClass::kFresh] += tokens;
  for (const TokenClass part : {TokenClass::kFresh, TokenClass::kCacheWrite5m,
                                TokenClass::kCacheWrite1h, TokenClass::kCacheRead}) {
    const int64_t less = std::clamp(-tokens, int64_t{0}, (*counts)[part]);
    (*counts)[part] -= less;
    tokens += less;
  }
}

// A request before one of its steps, priced as a whole, for a long request may have a price of its
// own: what that is more than the request after it is the step's.
class StepPrices {
 public:
  StepPrices(const Request& request, const PricedModel& compared, const Tried& answer,
             Baseline* baseline)
      : request_(request), compared_(compared), answer_(answer), baseline_(*baseline) {}

  void Before(ledger::Step step, const model::Usage& usage) {
    if (baseline_.exactness == model::Exactness::kUnpriced) return;
    const ledger::Cost whole =
        request_.state->prices.Price(compared_, *answer_.candidate, usage, request_.arrived);
    const Result<Money> saved = Subtract(whole.money, baseline_.money);
    if (whole.exactness == model::Exactness::kUnpriced || !saved) return;
    Money& sum = baseline_.shaped[static_cast<size_t>(step)];
    sum = *Add(sum, *saved);  // between nothing and the whole's price
    baseline_.money = whole.money;
  }

 private:
  const Request& request_;
  const PricedModel& compared_;
  const Tried& answer_;
  Baseline& baseline_;
};

// `usage`: of the request as it was sent, by the compared model. The last step first.
void AddShaped(const Request& request, const PricedModel& compared, const Tried& answer,
               model::Usage usage, Baseline* baseline) {
  StepPrices prices(request, compared, answer, baseline);
  if (answer.usage.said() && answer.cache.is_marked) {
    usage.tokens = shape::WithoutMarks(usage.tokens, answer.cache);
    prices.Before(ledger::Step::kPromptCache, usage);
  }
  const int64_t per_thousand = compared.tokens_per_thousand.value_or(1000);
  for (const shape::Saving& saving : SavingsOf(request)) {
    if (saving.tokens == 0) continue;
    const int64_t half = saving.tokens < 0 ? -500 : 500;
    AddInput((saving.tokens * per_thousand + half) / 1000, &usage.tokens);
    prices.Before(saving.step, usage);
  }
}

}  // namespace

ledger::Cost ChargeOf(Request& request, Tried& tried) {
  if (OnlyAsks(request) || !MayBeCharged(tried)) return Free();
  const bool cut_short = tried.outcome != AttemptOutcome::kOk;
  const bool estimated = cut_short || !tried.usage.said();
  if (estimated && !Estimate(request, tried)) return {};
  PriceList& prices = request.state->prices;
  ledger::Cost cost = prices.Price(*prices.Of(*tried.candidate), *tried.candidate,
                                   tried.usage.usage(), request.arrived);
  cost.estimated = estimated;
  return cost;
}

Baseline BaselineOf(const Request& request, const Tried* answer, const ledger::Cost& cost) {
  Baseline baseline;
  if (request.candidates.empty()) return baseline;
  const std::shared_ptr<const PricedModel> compared = ComparedModel(request, answer);
  baseline.model = compared->name;
  if (answer == nullptr) return baseline;
  PriceList& prices = request.state->prices;
  const std::shared_ptr<const PricedModel> own = prices.Of(*answer->candidate);
  if (own->name == compared->name || OnlyAsks(request)) {
    baseline.exactness = cost.exactness;
    baseline.money = cost.money;
    AddShaped(request, *own, *answer, answer->usage.usage(), &baseline);
    return baseline;
  }
  const model::Usage usage =
      AsCountedBy(*compared, *own, answer->usage.usage(), &baseline.converted);
  const ledger::Cost compared_cost =
      prices.Price(*compared, *answer->candidate, usage, request.arrived);
  baseline.exactness = compared_cost.exactness;
  baseline.money = compared_cost.money;
  AddShaped(request, *compared, *answer, usage, &baseline);
  return baseline;
}

}  // namespace farthing::gateway
