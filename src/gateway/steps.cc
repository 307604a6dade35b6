#include "gateway/steps.h"

#include <algorithm>

#include "api/form_field.h"
#include "config/routes.h"
#include "identity/credentials.h"
#include "upstream/deadlines.h"

namespace farthing::gateway {
namespace {

std::optional<std::string_view> Optional(std::string_view header) {
  if (header.data() == nullptr) return std::nullopt;
  return header;
}

bool HasJsonBody(const Request& request) {
  if (request.body.empty()) return false;
  if (request.http.operation != api::Operation::kPassThrough) return true;
  return request.exchange.head().content_type.starts_with("application/json");
}

// A pass-through without a model is for the provider that the caller names, or for the only one.
Result<upstream::Candidates> ResolveProvider(const Request& request) {
  const upstream::UpstreamSet& upstreams = request.state->snapshot->upstreams();
  const std::string_view name = request.exchange.head().Find("x-farthing-provider");
  upstream::Upstream* upstream = nullptr;
  if (!name.empty()) {
    upstream = upstreams.Find(name);
    if (upstream == nullptr) {
      return Fail(
          Error::NotFound("There is no provider \"" + std::string(name) +
                              "\"; x-farthing-provider takes a name from the configuration.",
                          "provider_not_found"));
    }
  } else if (upstreams.all().size() == 1) {
    upstream = upstreams.all().front().get();
  } else {
    return Fail(Error::InvalidRequest(
        "This path is passed through, and the request names no model: say which provider is meant "
        "in the header x-farthing-provider."));
  }
  upstream::Candidates candidates;
  candidates.push_back({.upstream = upstream});
  return candidates;
}

// `named`: what the request asks for by name, tiers included; "" where a header chose the provider.
Status CheckRights(const Request& request, std::string_view named) {
  const identity::Identity& identity = *request.identity;
  if (request.route != nullptr && !identity.MayUseRoute(request.route->name)) {
    return Fail(
        Error::Forbidden("This key may not use the route \"" + request.route->name + "\"."));
  }
  if (identity.models.empty() || (!named.empty() && identity.MayUseModel(named))) return {};
  for (const upstream::Candidate& candidate : request.candidates) {
    const std::string full =
        candidate.upstream->provider.name() + "/" + std::string(candidate.model);
    if (identity.MayUseModel(full)) continue;
    return Fail(
        Error::Forbidden("This key may not use the model \"" + request.asked_model + "\"."));
  }
  return {};
}

Status FindRoute(Request& request) {
  const net::RequestHead& head = request.exchange.head();
  const std::string_view forced = head.Find("x-farthing-route");
  const config::HeaderLookup header = [&head](std::string_view name) {
    return Optional(head.Find(name));
  };
  request.route = config::MatchRoute(request.config(), request.asked_model, header, forced);
  if (request.route == nullptr && !forced.empty()) {
    return Fail(Error::NotFound("There is no route \"" + std::string(forced) +
                                    "\"; x-farthing-route takes a name from the configuration.",
                                "route_not_found"));
  }
  return {};
}

// Only providers that can do it remain; when none can, the first one's name is said.
Status KeepAble(Request& request) {
  const api::Operation operation = request.http.operation;
  upstream::Candidates able;
  for (const upstream::Candidate& candidate : request.candidates) {
    const upstream::Provider& provider = candidate.upstream->provider;
    const bool can = operation == api::Operation::kChat ||
                     (operation == api::Operation::kCountTokens ? CanCountTokens(provider)
                                                                : provider.Supports(operation));
    if (can) able.push_back(candidate);
  }
  if (able.empty() && operation == api::Operation::kCountTokens) {
    able.push_back(request.candidates.front());
  }
  if (able.empty()) {
    return Fail(Error::Unsupported("The provider of \"" + request.asked_model +
                                       "\" does not offer this; choose another model.",
                                   "model"));
  }
  request.candidates = std::move(able);
  return {};
}

}  // namespace

Status Identify(Request& request) {
  const net::RequestHead& head = request.exchange.head();
  Result<std::string_view> secret =
      identity::PresentedSecret(Optional(head.authorization), Optional(head.x_api_key));
  const identity::Keyring& keyring = request.state->snapshot->keyring();
  if (!secret && !keyring.empty()) return Fail(secret.error());
  Result<const identity::Identity*> identity = keyring.Identify(
      secret ? *secret : std::string_view(), request.exchange.peer().is_loopback());
  if (!identity) return Fail(identity.error());
  request.identity = *identity;
  return {};
}

Status Admit(Request& request) {
  Worker& worker = request.worker;
  const size_t workers = std::max<size_t>(1, worker.shared.workers);
  const size_t limit =
      std::max<size_t>(1, request.config().server.max_requests_in_flight / workers);
  if (worker.requests_in_flight >= limit) {
    worker.metrics.RecordShed(observe::ShedReason::kInFlight);
    return Fail(Error::Overloaded("Too many requests are in flight; try again shortly.",
                                  std::chrono::seconds(1)));
  }
  ++worker.requests_in_flight;
  worker.metrics.requests_in_flight().Set(worker.requests_in_flight);
  return {};
}

void Depart(Request& request) {
  --request.worker.requests_in_flight;
  request.worker.metrics.requests_in_flight().Set(request.worker.requests_in_flight);
}

net::Task<Status> Parse(Request& request) {
  {
    const Waiting waiting(request);
    Result<std::string_view> body = co_await request.exchange.ReadBody();
    if (!body) co_return Fail(body.error());
    request.body = *body;
  }
  const net::RequestHead& head = request.exchange.head();
  if (HasJsonBody(request) || request.http.operation != api::Operation::kPassThrough) {
    Result<api::RequestScan> scan =
        request.worker.scanner.Scan(request.http.dialect, request.http.operation, request.body);
    if (!scan) co_return Fail(scan.error());
    request.scan = std::move(*scan);
    request.is_json = true;
    request.asked_model = request.scan.model;
  } else if (head.content_type.starts_with("multipart/form-data")) {
    const std::optional<json::Span> model =
        api::FindFormField(head.content_type, request.body, "model");
    if (model) request.asked_model = model->In(request.body);
    request.form_model = model.value_or(json::Span());
  }
  co_return Status{};
}

bool CanCountTokens(const upstream::Provider& provider) {
  return provider.dialect() == api::Dialect::kAnthropic &&
         (provider.is_in_process() || provider.Supports(api::Operation::kCountTokens));
}

Status Resolve(Request& request) {
  const net::RequestHead& head = request.exchange.head();
  if (Status found = FindRoute(request); !found) return found;
  const std::string_view tier = head.Find("x-farthing-tier");
  const std::string_view provider = head.Find("x-farthing-provider");
  const bool by_provider = request.http.operation == api::Operation::kPassThrough &&
                           (request.asked_model.empty() || !provider.empty());
  Result<upstream::Candidates> candidates =
      by_provider ? ResolveProvider(request)
                  : request.state->snapshot->resolver().Resolve(
                        {.model = request.asked_model, .tier = tier, .route = request.route},
                        *request.state->lists, request.loop().now());
  if (!candidates) return Fail(candidates.error());
  request.candidates = std::move(*candidates);
  if (by_provider && !request.asked_model.empty()) {
    request.candidates.front().model = request.asked_model;
  }
  if (Status able = KeepAble(request); !able) return able;
  const std::string tier_name = "tier" + std::string(tier);
  const std::string_view named = by_provider    ? std::string_view()
                                 : tier.empty() ? std::string_view(request.asked_model)
                                                : std::string_view(tier_name);
  if (Status may = CheckRights(request, named); !may) return may;
  Result<config::Timeouts> timeouts = upstream::EffectiveTimeouts(
      request.config().timeout, request.route, head.Find("x-farthing-timeout-ms"));
  if (!timeouts) return Fail(timeouts.error());
  request.timeouts = *timeouts;
  request.deadline = upstream::DeadlineAfter(request.start, timeouts->total);
  return {};
}

}  // namespace farthing::gateway
