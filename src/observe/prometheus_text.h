#pragma once

#include <span>
#include <string>
#include <string_view>

#include "observe/metrics.h"
#include "observe/process_stats.h"

namespace farthing::observe {

inline constexpr std::string_view kPrometheusContentType =
    "text/plain; version=0.0.4; charset=utf-8";

// The answer of GET /metrics: Prometheus' text exposition format 0.0.4, families in a fixed order,
// histograms with one `le` bucket per power of two from 62.5 µs to 524 s. A pure function.
std::string RenderPrometheus(std::span<const FamilySamples> families, const ProcessStats& process);

}  // namespace farthing::observe
