#include "gateway/shaping.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "api/request_tokens.h"
#include "model/effective_rates.h"
#include "shape/limits.h"
#include "shape/marks/cache_family.h"

namespace farthing::gateway {
namespace {

using config::Limits;
using config::OnExcess;

const Limits* Of(const std::optional<Limits>& limits) { return limits ? &*limits : nullptr; }

Limits LimitsFor(const Request& request, const upstream::Candidate& candidate) {
  return shape::MergeLimits({request.route != nullptr ? Of(request.route->limits) : nullptr,
                             Of(request.identity->limits),
                             candidate.card != nullptr ? Of(candidate.card->limits) : nullptr});
}

bool HasLimits(const Request& request, const upstream::Candidate& candidate) {
  return (request.route != nullptr && request.route->limits) || request.identity->limits ||
         (candidate.card != nullptr && candidate.card->limits);
}

std::optional<shape::InputLimit> InputLimitFor(const Request& request,
                                               const upstream::Candidate& candidate) {
  if (!HasLimits(request, candidate)) return std::nullopt;
  const std::shared_ptr<const PricedModel> known = request.state->prices.Of(candidate);
  std::optional<int64_t> context = known->context;
  if (candidate.card != nullptr && candidate.card->context) context = candidate.card->context;
  return shape::InputLimitOf(LimitsFor(request, candidate), context,
                             request.scan.max_tokens.value_or(0));
}

// Whether the caller switches all of it off; an error where that is not for this caller to say.
Result<bool> IsSwitchedOff(const Request& request) {
  const std::string_view wish = request.exchange.head().Find("x-farthing-shape");
  if (wish.empty()) return false;
  if (wish != "off") {
    return Fail(
        Error::InvalidRequest("x-farthing-shape takes `off` alone; leave it out to have "
                              "the request shaped."));
  }
  if (request.identity->may_skip_shaping) return true;
  return Fail(Error::Forbidden(
      "This key may not switch shaping off; `may_skip_shaping` of its configuration allows it."));
}

bool IsSameModel(const upstream::Candidate& a, const upstream::Candidate& b) {
  return a.upstream == b.upstream && a.model == b.model;
}

std::string_view FarthingOf(const Request& request) {
  return request.scan.farthing_value.In(request.body);
}

bool HasSteps(const config::Route* route) {
  return route != nullptr && (route->history || route->narrow || route->squeeze.any());
}

shape::PrefixPrice PrefixPriceOf(const Request& request, const upstream::Candidate& candidate) {
  const auto known = request.state->prices.Of(candidate);
  shape::PrefixPrice price;
  if (known->found.prices != nullptr) {
    const WallTime now = request.worker.shared.clock.WallNow();
    price.read = model::CacheReadShare(*known->found.prices, now);
  }
  if (candidate.upstream->provider.dialect() == api::Dialect::kAnthropic) {
    price.least_tokens = shape::AnthropicCacheOf(candidate.model).least_tokens;
  }
  return price;
}

// One request while it is shaped. Its document is read when somebody first asks for it.
class Shaping {
 public:
  Shaping(Request& request, const embed::TextEmbedder& embedder)
      : request_(request), embedder_(embedder), as_it_came_(request.body) {}

  Status Apply() {
    shape::PlanSettings settings = SettingsFor(request_.candidates.front());
    if (Status shaped = ApplySteps(settings); !shaped) return shaped;
    return FitInput();
  }

  // What is asked for by the caller alone: documents, which are put in whole.
  Status PutDocuments() { return ApplySteps({}); }

 private:
  Status ApplySteps(const shape::PlanSettings& settings) {
    const std::string_view farthing = FarthingOf(request_);
    if (!shape::MayShape(request_.body, farthing, request_.scan.says_effort, settings)) return {};
    if (Status read = Read(); !read) return read;
    Result<shape::Shaped> shaped = shape::Shape(Input(document_.root()), settings, embedder_);
    if (!shaped) return Fail(shaped.error());
    return Take(std::move(*shaped));
  }

  shape::PlanSettings SettingsFor(const upstream::Candidate& candidate) const {
    shape::PlanSettings settings{.limits = LimitsFor(request_, candidate)};
    const bool has_route =
        request_.route != nullptr && request_.http.operation == api::Operation::kChat;
    if (!has_route) return settings;
    if (request_.route->history) {
      settings.history = &*request_.route->history;
      settings.prefix_price = PrefixPriceOf(request_, candidate);
    }
    if (request_.route->narrow) settings.narrow = &*request_.route->narrow;
    settings.document_scores = request_.document_scores;
    settings.squeeze = request_.route->squeeze;
    return settings;
  }

  Status Read() {
    if (document_.root()) return {};
    if (Status loaded = document_.Load(request_.body); !loaded) return loaded;
    return {};
  }

  // `request`: as it came, read.
  shape::StepInput Input(json::Value request) const {
    return {.dialect = request_.http.dialect,
            .body = as_it_came_,
            .request = request,
            .farthing = request.Find("farthing"),
            .tokens = *token::FindEncoder("o200k_base")};
  }

  // Once more: in the place of what was taken before.
  Status Take(shape::Shaped shaped) {
    request_.tokens_saved = std::move(shaped.savings);
    request_.shape_warnings = std::move(shaped.warnings);
    if (!request_.rerank_warning.empty()) {
      request_.shape_warnings.push_back(request_.rerank_warning);
    }
    if (shaped.body.empty()) return {};
    request_.shaped = std::move(shaped.body);
    request_.body = request_.shaped;
    document_ = json::Document();
    Result<api::RequestScan> scan =
        request_.worker.scanner.Scan(request_.http.dialect, request_.http.operation, request_.body);
    if (!scan) return Fail(scan.error());
    request_.scan = std::move(*scan);
    return {};
  }

  Result<bool> IsWithin(const upstream::Candidate& candidate) {
    const std::optional<shape::InputLimit> limit = InputLimitFor(request_, candidate);
    if (!limit || shape::IsCertainlyWithin(request_.body, *limit)) return true;
    if (Status read = Read(); !read) return Fail(read.error());
    const auto known = request_.state->prices.Of(candidate);
    return shape::IsWithin(document_.root(), known->counting, *limit);
  }

  Status FitInput() {
    const upstream::Candidate first = request_.candidates.front();
    const Result<bool> within = IsWithin(first);
    if (!within) return Fail(within.error());
    if (*within) return {};
    const OnExcess answer = LimitsFor(request_, first).on_excess.value_or(OnExcess::kReject);
    if (answer == OnExcess::kTrim) return Trim(first);
    if (answer == OnExcess::kRoute) return RouteToRoomier(first);
    return Fail(TooLargeFor(first));
  }

  Error TooLargeFor(const upstream::Candidate& candidate) {
    const api::RequestTokens counted =
        api::CountRequest(document_.root(), request_.state->prices.Of(candidate)->counting);
    return shape::InputTooLarge(counted, *InputLimitFor(request_, candidate));
  }

  Status Trim(const upstream::Candidate& candidate) {
    const Result<json::Document> document = json::Document::ParseBorrowed(as_it_came_);
    if (!document) return Fail(document.error());
    Result<shape::Shaped> trimmed =
        shape::ShapeToFit(Input(document->root()), SettingsFor(candidate),
                          {.rule = request_.state->prices.Of(candidate)->counting,
                           .limit = *InputLimitFor(request_, candidate)},
                          embedder_);
    if (!trimmed) return Fail(trimmed.error());
    return Take(std::move(*trimmed));
  }

  // The request's other models, then those of the tiers, that may have it.
  Status RouteToRoomier(const upstream::Candidate& first) {
    upstream::Candidates roomier;
    for (const upstream::Candidate& candidate : WithTiers()) {
      const Result<bool> within = IsWithin(candidate);
      if (!within) return Fail(within.error());
      if (*within) roomier.push_back(candidate);
    }
    if (roomier.empty()) return Fail(TooLargeFor(first));
    request_.shape_warnings.push_back("model: the one asked for has no room for the request");
    // Beyond its own context the one asked for would have answered nothing that could be compared.
    if (!InputLimitFor(request_, first)->is_context) request_.outgrown = first;
    request_.candidates = std::move(roomier);
    return {};
  }

  upstream::Candidates WithTiers() const {
    upstream::Candidates all = request_.candidates;
    if (request_.http.operation != api::Operation::kChat) return all;
    for (const std::string_view tier : {"1", "2", "3"}) {
      const Result<upstream::Candidates> more = request_.state->snapshot->resolver().Resolve(
          {.model = {}, .tier = tier, .route = nullptr}, *request_.state->lists,
          request_.loop().now());
      if (!more) continue;
      for (const upstream::Candidate& candidate : *more) AddTierModel(candidate, &all);
    }
    return all;
  }

  void AddTierModel(upstream::Candidate candidate, upstream::Candidates* all) const {
    const std::string name =
        candidate.upstream->provider.name() + "/" + std::string(candidate.model);
    const auto is_same = [&](const upstream::Candidate& other) {
      return IsSameModel(candidate, other);
    };
    if (std::ranges::any_of(*all, is_same) || !request_.identity->MayUseModel(name)) return;
    candidate.is_fallback = true;
    all->push_back(candidate);
  }

  Request& request_;
  const embed::TextEmbedder& embedder_;
  const std::string_view as_it_came_;  // the body
  json::Document document_;            // of the body as it now is
};

}  // namespace

Status Shape(Request& request, const embed::TextEmbedder& embedder) {
  const Result<bool> off = IsSwitchedOff(request);
  if (!off) return Fail(off.error());
  request.is_shaped = !*off;
  if (!request.is_json) return {};
  const bool is_count = request.http.operation == api::Operation::kCountTokens;
  const bool is_asked = HasSteps(request.route) || HasLimits(request, request.candidates.front());
  if (*off || is_count || !is_asked) return Shaping(request, embedder).PutDocuments();
  const Limits own = LimitsFor(request, {});
  request.most_output = own.output_tokens;
  return Shaping(request, embedder).Apply();
}

}  // namespace farthing::gateway
