#include "observe/families.h"

#include <array>

namespace farthing::observe {
namespace {

using Names = std::string_view;
constexpr Names kRequestLabels[] = {"operation", "dialect", "provider", "model", "status"};
constexpr Names kDurationLabels[] = {"operation", "provider", "model"};
constexpr Names kTargetLabels[] = {"provider", "model"};
constexpr Names kOperationLabel[] = {"operation"};
constexpr Names kTokenLabels[] = {"provider", "model", "class"};
constexpr Names kStepLabel[] = {"step"};
constexpr Names kAttemptLabels[] = {"provider", "model", "outcome"};
constexpr Names kBreakerLabels[] = {"provider", "key"};
constexpr Names kConnectionLabels[] = {"provider", "state"};
constexpr Names kReasonLabel[] = {"reason"};
constexpr Names kDirectionLabel[] = {"direction"};
constexpr Names kResultLabel[] = {"result"};
constexpr Names kVersionLabel[] = {"version"};

// In the order of Family.
constexpr std::array<FamilyInfo, kFamilyCount> kFamilies = {{
    {"farthing_requests_total", "Requests answered, by the status the caller saw.",
     MetricType::kCounter, kRequestLabels},
    {"farthing_request_duration_seconds",
     "From a request's first byte to the last byte of its answer.", MetricType::kHistogram,
     kDurationLabels},
    {"farthing_time_to_first_token_seconds",
     "From a request's first byte to the first byte of its streamed answer.",
     MetricType::kHistogram, kTargetLabels},
    {"farthing_gateway_time_seconds",
     "The part of a request's duration spent in the gateway, not waiting for a provider.",
     MetricType::kHistogram, kOperationLabel},
    {"farthing_tokens_total", "Tokens as the providers reported them; the classes do not overlap.",
     MetricType::kCounter, kTokenLabels},
    {"farthing_cost_usd_total",
     "What requests cost, retries included; by who answered. Unpriced ones are left out.",
     MetricType::kCounter, kTargetLabels, MetricUnit::kPicodollars},
    {"farthing_baseline_usd_total",
     "What the same requests would have cost without any of our steps.", MetricType::kCounter,
     kTargetLabels, MetricUnit::kPicodollars},
    {"farthing_saved_usd",
     "What each step saved, or lost where negative; baseline less all of them is the cost.",
     MetricType::kGauge, kStepLabel, MetricUnit::kPicodollars},
    {"farthing_unpriced_requests_total",
     "Requests whose cost or baseline nobody knows; no sum of money has them.",
     MetricType::kCounter, kTargetLabels},
    {"farthing_estimated_requests_total",
     "Requests whose usage is estimated, for the provider did not say all of it.",
     MetricType::kCounter, kTargetLabels},
    {"farthing_attempts_total", "Calls made to providers, by how they ended.", MetricType::kCounter,
     kAttemptLabels},
    {"farthing_retries_total", "Attempts that repeated a failed one at the same model.",
     MetricType::kCounter, kTargetLabels},
    {"farthing_fallbacks_total", "Requests that moved on to this model after another one failed.",
     MetricType::kCounter, kTargetLabels},
    {"farthing_breaker_state", "Circuit breaker: 0 closed, 1 half-open, 2 open.",
     MetricType::kGauge, kBreakerLabels},
    {"farthing_upstream_connections", "Open connections to providers.", MetricType::kGauge,
     kConnectionLabels},
    {"farthing_client_connections", "Open connections of callers.", MetricType::kGauge, {}},
    {"farthing_requests_in_flight",
     "Requests accepted and not yet answered in full.",
     MetricType::kGauge,
     {}},
    {"farthing_shed_total", "Requests or connections refused to protect the gateway.",
     MetricType::kCounter, kReasonLabel},
    {"farthing_bytes_total", "Bytes of request and answer bodies exchanged with callers.",
     MetricType::kCounter, kDirectionLabel},
    {"farthing_ledger_rows_total",
     "Requests that the ledger's store has taken since the start.",
     MetricType::kCounter,
     {}},
    {"farthing_ledger_waiting_rows",
     "Requests recorded in the journal and not yet in the ledger's store.",
     MetricType::kGauge,
     {}},
    {"farthing_ledger_up",
     "Whether the ledger's store takes rows: 1 yes, 0 no.",
     MetricType::kGauge,
     {}},
    {"farthing_access_log_dropped_total",
     "Access log lines lost because the writer fell behind.",
     MetricType::kCounter,
     {}},
    {"farthing_config_reloads_total", "Configuration reloads, by result.", MetricType::kCounter,
     kResultLabel},
    {"farthing_build_info", "Always 1; the version is in the label.", MetricType::kGauge,
     kVersionLabel},
}};

}  // namespace

const FamilyInfo& InfoOf(Family family) { return kFamilies[static_cast<size_t>(family)]; }

}  // namespace farthing::observe
