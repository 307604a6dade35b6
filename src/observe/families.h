#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

namespace farthing::observe {

enum class MetricType : uint8_t { kCounter, kGauge, kHistogram };

// What a series counts. Picodollars are shown as exact dollars.
enum class MetricUnit : uint8_t { kOne, kPicodollars };

// Every metric family of the gateway itself; the process_* ones are in process_stats.h.
enum class Family : uint8_t {
  kRequests,
  kRequestDuration,
  kTimeToFirstToken,
  kGatewayTime,
  kTokens,
  kCost,
  kBaseline,
  kSaved,
  kUnpricedRequests,
  kEstimatedRequests,
  kAttempts,
  kRetries,
  kFallbacks,
  kBreakerState,
  kUpstreamConnections,
  kClientConnections,
  kRequestsInFlight,
  kShed,
  kBytes,
  kLedgerRows,
  kLedgerWaitingRows,
  kLedgerUp,
  kAccessLogDropped,
  kConfigReloads,
  kBuildInfo,
};
inline constexpr size_t kFamilyCount = static_cast<size_t>(Family::kBuildInfo) + 1;

struct FamilyInfo {
  std::string_view name;
  std::string_view help;
  MetricType type;
  std::span<const std::string_view> labels;  // their names, in the order of a series' values
  MetricUnit unit = MetricUnit::kOne;
};

const FamilyInfo& InfoOf(Family family);

}  // namespace farthing::observe
