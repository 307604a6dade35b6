#include "lab/mock/orders.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "lab/wire/units.h"

namespace farthing::lab {
namespace {

constexpr std::array<std::string_view, static_cast<size_t>(Fault::kCount)> kNames = {
    "none", "refuse",    "reset",        "reset-head",  "reset-body",  "stall",      "stall-body",
    "cut",  "cut-event", "status",       "slow",        "garbage",     "error-200",  "error-event",
    "html", "gzip",      "length-short", "length-long", "usage-twice", "usage-late", "bytes",
    "huge", "crlf",      "no-done",      "usage-every", "no-usage"};

template <typename T>
bool Store(std::optional<T>* field, std::optional<T> value) {
  *field = value;
  return value.has_value();
}

bool ParseStatus(std::string_view value, Orders* out) {
  const auto status = ParseSize(value);
  if (!status || *status < 400 || *status > 599) return false;
  out->status = static_cast<int>(*status);
  out->fault = Fault::kStatus;
  return true;
}

bool ParseTold(std::string_view name, std::string_view value, ToldUsage* out) {
  if (name == "tier") out->service_tier = value;
  if (name == "model") out->model = value;
  if (name == "tier" || name == "model") return !value.empty();
  if (name != "usage" && name != "output") return false;
  auto json = DecodeJson(value);
  if (!json || !json->starts_with(name == "usage" ? '{' : '[')) return false;
  (name == "usage" ? out->usage : out->output) = *std::move(json);
  return true;
}

bool ParsePair(std::string_view name, std::string_view value, Orders* out) {
  if (name == "status") return ParseStatus(value, out);
  if (name == "delay") return Store(&out->delay, ParseDuration(value));
  if (name == "first-delay") return Store(&out->first_delay, ParseDuration(value));
  if (name == "interval") return Store(&out->interval, ParseDuration(value));
  if (name == "events") return Store(&out->events, ParseSize(value));
  if (name == "bytes") return Store(&out->bytes, ParseSize(value));
  if (name == "after") return Store(&out->after, ParseSize(value));
  if (name == "times") return Store(&out->times, ParseSize(value));
  if (name == "retry-after") {
    out->retry_after = value;
    return true;
  }
  if (name != "fault") return ParseTold(name, value, &out->told);
  if (ParseStatus(value, out)) return true;
  const auto fault = ParseFault(value);
  if (!fault || *fault == Fault::kStatus) return false;
  out->fault = *fault;
  return true;
}

}  // namespace

std::string_view FaultName(Fault fault) { return kNames[static_cast<size_t>(fault)]; }

std::optional<Fault> ParseFault(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Fault>(found - kNames.begin());
}

Result<Orders> ParseOrders(std::string_view text) {
  Orders orders;
  while (!text.empty()) {
    const size_t end = std::min(text.find(';'), text.size());
    const std::string_view pair = text.substr(0, end);
    const size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
    if (!ParsePair(pair.substr(0, equals), value, &orders)) {
      return Fail(
          Error::InvalidRequest(fmt::format("the mock does not know the order '{}'", pair)));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return orders;
}

}  // namespace farthing::lab
