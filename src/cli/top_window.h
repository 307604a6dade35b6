#pragma once

#include <cstdint>
#include <vector>

#include "observe/snapshot.h"

namespace farthing::cli {

// A model in a stretch of time, and since the start.
struct TopModel {
  observe::ModelSnapshot recent;
  const observe::ModelSnapshot* all = nullptr;  // of the snapshot
};

// What happened within a stretch of time.
struct TopWindow {
  double seconds = 0;
  std::vector<TopModel> models;                      // the busiest first
  std::vector<observe::UpstreamSnapshot> upstreams;  // counts of that time
  uint64_t shed = 0;

  double Rate(uint64_t count) const {
    return seconds > 0 ? static_cast<double>(count) / seconds : 0;
  }
  // Of picodollars spent in it.
  double DollarsPerHour(uint64_t cost) const;
  observe::ModelSnapshot Total() const;
};

// Of picodollars; for people, who do not need all of them.
double DollarsOf(uint64_t picodollars);
double DollarsOf(int64_t picodollars);

// Between two snapshots of one gateway, of which `now` outlives the window.
TopWindow WindowOf(const observe::LiveSnapshot& now, const observe::LiveSnapshot& earlier);

}  // namespace farthing::cli
