#include "lab/mock/fault_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string>

namespace farthing::lab {
namespace {

constexpr double kRounding = 1e-9;

Status BadEntry(std::string_view name, std::string_view why) {
  return Fail(Error::Configuration(fmt::format("--faults '{}': {}", name, why)));
}

}  // namespace

Result<FaultPlan> FaultPlan::Parse(std::string_view text, uint64_t seed) {
  FaultPlan plan(seed);
  while (!text.empty()) {
    const size_t end = std::min(text.find(','), text.size());
    const std::string_view entry = text.substr(0, end);
    const size_t equals = std::min(entry.find('='), entry.size());
    const auto added =
        plan.Add(entry.substr(0, equals), entry.substr(std::min(equals + 1, entry.size())));
    if (!added) return Fail(added.error());
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return plan;
}

Status FaultPlan::Add(std::string_view name, std::string_view share) {
  double value = -1;
  const char* end = share.data() + share.size();
  const auto [at, error] = std::from_chars(share.data(), end, value);
  if (error != std::errc() || at != end || !(value >= 0 && value <= 1)) {
    return BadEntry(name, "needs a share from 0 to 1, as in reset=0.1");
  }
  if (name == "refuse") {
    refusals_ = value;
    return {};
  }
  auto orders = ParseOrders(fmt::format("fault={}", name));
  if (!orders) return BadEntry(name, "is neither a fault nor a status");
  if (orders->status == 429 || orders->status == 503) orders->retry_after = "1";
  const double begin = shares_.empty() ? 0 : shares_.back().end;
  if (begin + value > 1 + kRounding) return BadEntry(name, "the shares sum to more than 1");
  shares_.push_back({begin + value, *std::move(orders)});
  return {};
}

bool FaultPlan::DrawRefusal() { return refusals_ > 0 && accepts_.Uniform() < refusals_; }

Orders FaultPlan::Draw() {
  if (shares_.empty()) return {};
  const double drawn = requests_.Uniform();
  for (const Share& share : shares_) {
    if (drawn < share.end) return share.orders;
  }
  return {};
}

}  // namespace farthing::lab
