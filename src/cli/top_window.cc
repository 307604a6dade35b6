#include "cli/top_window.h"

#include <algorithm>
#include <tuple>

namespace farthing::cli {
namespace {

using observe::LiveSnapshot;
using observe::ModelSnapshot;
using observe::UpstreamSnapshot;

template <typename Row, typename Same>
const Row* FindRow(const std::vector<Row>& rows, Same same) {
  const auto found = std::ranges::find_if(rows, same);
  return found == rows.end() ? nullptr : &*found;
}

TopModel Since(const ModelSnapshot& now, const LiveSnapshot& earlier) {
  TopModel row{now, &now};
  const ModelSnapshot* before = FindRow(earlier.models, [&now](const ModelSnapshot& other) {
    return other.provider == now.provider && other.model == now.model;
  });
  if (before != nullptr) row.recent.Subtract(*before);
  return row;
}

UpstreamSnapshot Since(const UpstreamSnapshot& now, const LiveSnapshot& earlier) {
  UpstreamSnapshot row = now;
  const UpstreamSnapshot* before =
      FindRow(earlier.upstreams,
              [&now](const UpstreamSnapshot& other) { return other.provider == now.provider; });
  if (before == nullptr) return row;
  row.attempts -= std::min(row.attempts, before->attempts);
  row.failed_attempts -= std::min(row.failed_attempts, before->failed_attempts);
  return row;
}

}  // namespace

double DollarsOf(uint64_t picodollars) { return static_cast<double>(picodollars) * 1e-12; }
double DollarsOf(int64_t picodollars) { return static_cast<double>(picodollars) * 1e-12; }

double TopWindow::DollarsPerHour(uint64_t cost) const { return DollarsOf(cost) * Rate(3600); }

ModelSnapshot TopWindow::Total() const {
  ModelSnapshot total;
  for (const TopModel& model : models) total.Add(model.recent);
  return total;
}

TopWindow WindowOf(const LiveSnapshot& now, const LiveSnapshot& earlier) {
  TopWindow window;
  window.seconds = std::chrono::duration<double>(now.uptime - earlier.uptime).count();
  window.shed = now.shed - std::min(now.shed, earlier.shed);
  for (const ModelSnapshot& model : now.models) window.models.push_back(Since(model, earlier));
  for (const UpstreamSnapshot& row : now.upstreams) {
    window.upstreams.push_back(Since(row, earlier));
  }
  std::ranges::sort(window.models, [](const TopModel& a, const TopModel& b) {
    return std::tie(b.recent.requests, a.all->provider, a.all->model) <
           std::tie(a.recent.requests, b.all->provider, b.all->model);
  });
  return window;
}

}  // namespace farthing::cli
