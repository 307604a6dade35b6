#include "gateway/steps.h"

#include <algorithm>

#include "api/form_field.h"
#include "base/utf8.h"
#include "config/routes.h"
#include "gateway/tags.h"
#include "gateway/templating.h"
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

// "provider/model", where the provider is the one it goes to anyway.
std::string_view WithoutProvider(std::string_view model, std::string_view provider) {
  const size_t prefix = provider.size() + 1;
  const bool named = model.size() > prefix && model.starts_with(provider);
  return named && model[provider.size()] == '/' ? model.substr(prefix) : model;
}

Error MayNotUse(const Request& request, std::string_view named) {
  if (!named.empty()) {
    return Error::Forbidden("This key may not use the model \"" + std::string(named) + "\".");
  }
  const upstream::Provider& provider = request.candidates.front().upstream->provider;
  return Error::Forbidden("This key may use only some models, and the request to the provider \"" +
                          provider.name() + "\" names none.");
}

// Only what the key may use remains. A name it may use, an alias or a tier too, stands for all
// behind it, but not for what the route falls back to.
// `named`: what the request asks for by name, tiers included; "" where a header chose the provider.
Status CheckRights(Request& request, std::string_view named) {
  const identity::Identity& identity = *request.identity;
  if (request.route != nullptr && !identity.MayUseRoute(request.route->name)) {
    return Fail(
        Error::Forbidden("This key may not use the route \"" + request.route->name + "\"."));
  }
  if (request.route == nullptr && !identity.routes.empty()) {
    return Fail(
        Error::Forbidden("This key may use only the routes it is given, and the request "
                         "matches none of them."));
  }
  if (identity.models.empty()) return {};
  const bool name_is_allowed = !named.empty() && identity.MayUseModel(named);
  upstream::Candidates allowed;
  for (const upstream::Candidate& candidate : request.candidates) {
    const std::string full =
        candidate.upstream->provider.name() + "/" + std::string(candidate.model);
    const bool granted = name_is_allowed && !candidate.is_fallback;
    if (granted || identity.MayUseModel(full)) allowed.push_back(candidate);
  }
  if (allowed.empty()) return Fail(MayNotUse(request, named));
  request.candidates = std::move(allowed);
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

// Passed-through paths that only ask: a second time leaves nothing behind at the provider.
constexpr std::string_view kAsking[] = {
    "/v1/responses", "/v1/completions", "/v1/moderations",
    "/v1/rerank",    "/v1/audio/",      "/v1/images/",
};

upstream::Repeat RepeatOf(const Request& request) {
  using upstream::Repeat;
  if (request.http.operation != api::Operation::kPassThrough) return Repeat::kFreely;
  const net::RequestHead& head = request.exchange.head();
  const bool may_create = head.method == net::Method::kPost || head.method_name == "PATCH";
  if (!may_create || !head.Find("idempotency-key").empty()) return Repeat::kFreely;
  for (const std::string_view path : kAsking) {
    if (path.ends_with('/') ? head.path.starts_with(path) : head.path == path) {
      return Repeat::kFreely;
    }
  }
  return Repeat::kOnlyIfUndone;
}

// The name goes into headers, labels and logs.
Status CheckModelName(std::string_view name) {
  constexpr size_t kLongest = 256;
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (name.size() > kLongest) {
    return Fail(Error::InvalidRequest("The model's name is longer than 256 bytes.", "model"));
  }
  if (std::ranges::any_of(name, is_control)) {
    return Fail(Error::InvalidRequest("The model's name holds a control character.", "model"));
  }
  if (!IsUtf8(name)) return Fail(Error::InvalidRequest("The model's name is not UTF-8.", "model"));
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
  if (const std::string_view tags = head.Find("x-farthing-tags"); !tags.empty()) {
    Result<std::string> read = ReadTags(tags);
    if (!read) return Fail(read.error());
    request.tags = std::move(*read);
  }
  return {};
}

Status Admit(Request& request) {
  Worker& worker = request.worker;
  std::atomic<uint64_t>& in_flight = worker.shared.requests_in_flight;
  if (in_flight.fetch_add(1, std::memory_order_relaxed) >=
      request.config().server.max_requests_in_flight) {
    in_flight.fetch_sub(1, std::memory_order_relaxed);
    worker.metrics.RecordShed(observe::ShedReason::kInFlight);
    return Fail(Error::Overloaded("Too many requests are in flight; try again shortly.",
                                  std::chrono::seconds(1)));
  }
  // What is admitted is recorded: those in flight and this one.
  if (!worker.ledger.HasRoomFor(worker.requests_in_flight + 1)) {
    in_flight.fetch_sub(1, std::memory_order_relaxed);
    worker.metrics.RecordShed(observe::ShedReason::kLedger);
    return Fail(Error::Overloaded(
        "The ledger cannot take requests over at the moment, and no more can wait; try again "
        "shortly.",
        std::chrono::seconds(1)));
  }
  ++worker.requests_in_flight;
  worker.metrics.requests_in_flight().Set(worker.requests_in_flight);
  return {};
}

void Depart(Request& request) {
  request.worker.shared.requests_in_flight.fetch_sub(1, std::memory_order_relaxed);
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
  co_return CheckModelName(request.asked_model);
}

bool CanCountTokens(const upstream::Provider& provider) {
  return provider.dialect() == api::Dialect::kAnthropic &&
         (provider.is_in_process() || provider.Supports(api::Operation::kCountTokens));
}

Status Resolve(Request& request) {
  const net::RequestHead& head = request.exchange.head();
  if (Status named = TakeNamedTemplate(request); !named) return named;
  if (Status found = FindRoute(request); !found) return found;
  TakeRouteTemplate(request);
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
    upstream::Candidate& only = request.candidates.front();
    only.model = WithoutProvider(request.asked_model, only.upstream->provider.name());
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
  request.repeat = RepeatOf(request);
  request.deadline_is_callers = !head.Find("x-farthing-timeout-ms").empty();
  return {};
}

}  // namespace farthing::gateway
