#include "lab/mock/responder.h"

#include <fmt/format.h>

#include <utility>

#include "lab/mock/canned.h"

namespace farthing::lab {
namespace {

std::shared_ptr<const Script> Share(Script script) {
  return std::make_shared<const Script>(std::move(script));
}

std::shared_ptr<const Script> Say(int status, std::string_view content_type, std::string body) {
  Answer answer{.status = status, .content_type = content_type, .body = std::move(body)};
  return Share(WriteScript(std::move(answer), {}, Endpoint::kOther));
}

// Whether the canned answer stays what it is.
bool IsPlain(const Orders& orders) {
  return orders.fault == Fault::kNone && !orders.delay && !orders.first_delay && !orders.interval &&
         !orders.events && !orders.bytes && orders.told == ToldUsage{};
}

UsageWhen WhenUsageComes(Fault fault) {
  if (fault == Fault::kUsageEvery) return UsageWhen::kEvery;
  return fault == Fault::kNoUsage ? UsageWhen::kNever : UsageWhen::kEnd;
}

}  // namespace

Responder::Responder(const MockOptions& options, Brain brain, FaultPlan plan, MockState& state)
    : options_(options), brain_(std::move(brain)), plan_(std::move(plan)), state_(state) {}

std::shared_ptr<const Script> Responder::Respond(const MockRequest& request) {
  const Path path = ParsePath(request.head.second);
  if (path.endpoint >= Endpoint::kStats) return RespondOwn(path.endpoint);
  state_.CountRequest(path.endpoint);
  state_.Remember(request.head_bytes, request.body);
  const RequestPeek peek = PeekRequest(request.body);
  const auto orders = FindOrders(request, peek);
  if (!orders) {
    state_.CountBadRequest();
    return Share(WriteScript(ErrorAnswer(IsAnthropic(path.endpoint), 400, orders.error().message),
                             {}, path.endpoint));
  }
  state_.CountOutcome(orders->fault, orders->status);
  const std::string_view model = !path.name.empty()   ? path.name
                                 : peek.model.empty() ? "m"
                                                      : peek.model;
  if (IsPlain(*orders) && peek.nonce.empty() && !brain_) return Plain(path.endpoint, model, peek);
  const Orders complete = WithDefaults(*orders);
  return Share(
      WriteScript(Ordered(request, path.endpoint, model, peek, complete), complete, path.endpoint));
}

Responder::SharedScript Responder::RespondOwn(Endpoint endpoint) {
  switch (endpoint) {
    case Endpoint::kStats:
      return Say(200, kJson, state_.StatsJson());
    case Endpoint::kLast:
      return Say(200, "application/octet-stream", state_.Last());
    default:
      state_.Reset();
      return Say(200, kJson, "{}");
  }
}

Result<Orders> Responder::FindOrders(const MockRequest& request, const RequestPeek& peek) {
  const std::string_view header = request.head.Find("x-mock");
  const std::string_view text = header.empty() ? peek.orders : header;
  if (!text.empty()) {
    auto orders = ParseOrders(text);
    if (orders && orders->times && !state_.UseOrders(text, *orders->times)) return Orders{};
    return orders;
  }
  if (!peek.fault.empty()) return ParseOrders(fmt::format("fault={}", peek.fault));
  return plan_.Draw();
}

Orders Responder::WithDefaults(Orders orders) const {
  if (!orders.delay && options_.delay > Duration(0)) orders.delay = options_.delay;
  return orders;
}

Answer Responder::Paced(Answer answer, const Orders& orders) const {
  for (AnswerEvent& event : answer.events) event.wait = orders.interval.value_or(options_.interval);
  if (!answer.events.empty()) {
    answer.events.front().wait = orders.first_delay.value_or(options_.first_delay);
  }
  return answer;
}

Responder::SharedScript Responder::Plain(Endpoint endpoint, std::string_view model,
                                         const RequestPeek& peek) {
  const size_t variant = (peek.stream ? 2u : 0u) + (peek.include_usage ? 1u : 0u);
  Remembered& remembered = remembered_[static_cast<size_t>(endpoint) * 4 + variant];
  if (!remembered.script || remembered.model != model) {
    CannedRequest canned{.endpoint = endpoint, .model = model};
    canned.stream = peek.stream;
    canned.include_usage = peek.include_usage;
    canned.stamp = options_.stamp;
    canned.answer_bytes = options_.answer_bytes;
    canned.events = options_.stream_events;
    canned.first_delay = options_.first_delay;
    canned.interval = options_.interval;
    remembered.model = model;
    remembered.script = Share(WriteScript(CannedAnswer(canned), WithDefaults({}), endpoint));
  }
  return remembered.script;
}

Answer Responder::Ordered(const MockRequest& request, Endpoint endpoint, std::string_view model,
                          const RequestPeek& peek, const Orders& orders) const {
  if (orders.fault == Fault::kStatus) {
    return CannedError(IsAnthropic(endpoint), orders.status, orders.retry_after);
  }
  if (brain_) return Paced(brain_(request), orders);
  CannedRequest canned{.endpoint = endpoint, .model = model, .nonce = peek.nonce};
  canned.stream = peek.stream;
  canned.include_usage = peek.include_usage;
  canned.stamp = options_.stamp;
  canned.answer_bytes = orders.bytes.value_or(options_.answer_bytes);
  canned.events = orders.events.value_or(options_.stream_events);
  canned.first_delay = orders.first_delay.value_or(options_.first_delay);
  canned.interval = orders.interval.value_or(options_.interval);
  canned.usage_when = WhenUsageComes(orders.fault);
  canned.usage = orders.told.usage;
  canned.service_tier = orders.told.service_tier;
  canned.output = orders.told.output;
  if (!orders.told.model.empty()) canned.model = orders.told.model;
  return CannedAnswer(canned);
}

}  // namespace farthing::lab
