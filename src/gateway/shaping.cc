#include "gateway/shaping.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "api/request_tokens.h"
#include "embed/embedder.h"
#include "shape/limits.h"

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

// One request while it is shaped. Its document is read when somebody first asks for it.
class Shaping {
 public:
  explicit Shaping(Request& request) : request_(request) {}

  Status Apply() {
    shape::PlanSettings settings = SettingsFor(request_.candidates.front());
    if (shape::MayShape(request_.body, request_.scan.says_effort, settings)) {
      if (Status read = Read(); !read) return read;
      Result<shape::Shaped> shaped = shape::Shape(Input(), settings, embed::ShippedEmbedder());
      if (!shaped) return Fail(shaped.error());
      if (Status taken = Take(std::move(*shaped)); !taken) return taken;
    }
    return FitInput();
  }

 private:
  shape::PlanSettings SettingsFor(const upstream::Candidate& candidate) const {
    shape::PlanSettings settings{.limits = LimitsFor(request_, candidate)};
    const bool has_route =
        request_.route != nullptr && request_.http.operation == api::Operation::kChat;
    if (!has_route) return settings;
    if (request_.route->history) settings.history = &*request_.route->history;
    settings.squeeze = request_.route->squeeze;
    return settings;
  }

  Status Read() {
    if (document_.root()) return {};
    if (Status loaded = document_.Load(request_.body); !loaded) return loaded;
    return {};
  }

  shape::StepInput Input() const {
    return {.dialect = request_.http.dialect,
            .body = request_.body,
            .request = document_.root(),
            .farthing = document_.root().Find("farthing"),
            .tokens = *token::FindEncoder("o200k_base")};
  }

  // REQUIRES: nothing of the old body is needed any more.
  Status Take(shape::Shaped shaped) {
    std::ranges::move(shaped.savings, std::back_inserter(request_.tokens_saved));
    std::ranges::move(shaped.warnings, std::back_inserter(request_.shape_warnings));
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
    Result<shape::Shaped> trimmed = shape::TrimTo(
        Input(), SettingsFor(candidate), request_.state->prices.Of(candidate)->counting,
        *InputLimitFor(request_, candidate), embed::ShippedEmbedder());
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
    request_.candidates = std::move(roomier);
    return {};
  }

  upstream::Candidates WithTiers() const {
    upstream::Candidates all = request_.candidates;
    for (const std::string_view tier : {"1", "2", "3"}) {
      const Result<upstream::Candidates> more = request_.state->snapshot->resolver().Resolve(
          {.model = {}, .tier = tier, .route = nullptr}, *request_.state->lists,
          request_.loop().now());
      if (!more) continue;
      for (upstream::Candidate candidate : *more) {
        const std::string name =
            candidate.upstream->provider.name() + "/" + std::string(candidate.model);
        candidate.is_fallback = true;
        if (request_.identity->MayUseModel(name)) all.push_back(candidate);
      }
    }
    return all;
  }

  Request& request_;
  json::Document document_;
};

}  // namespace

Status Shape(Request& request) {
  const Result<bool> off = IsSwitchedOff(request);
  if (!off) return Fail(off.error());
  request.is_shaped = !*off;
  if (*off || !request.is_json || request.http.operation == api::Operation::kCountTokens) return {};
  const config::Route* const route = request.route;
  const bool has_steps = route != nullptr && (route->history || route->squeeze.any());
  if (!has_steps && !HasLimits(request, request.candidates.front())) return {};
  const Limits own = LimitsFor(request, {});
  request.most_output = own.output_tokens;
  return Shaping(request).Apply();
}

}  // namespace farthing::gateway
