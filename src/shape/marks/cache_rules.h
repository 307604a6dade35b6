#pragma once

#include <chrono>
#include <cstdint>

#include "base/clock.h"

namespace farthing::shape {

// How a provider's prompt cache holds and charges what is marked. Prices are multiples of the
// input's. Source: the providers' pages on prompt caches, autumn 2026.
struct CacheRules {
  Duration lifetime = std::chrono::minutes(5);  // from the last use on
  double write = 1.25;
  double read = 0.1;
  // Every point before a mark can be found again; else the marked ones alone.
  bool holds_every_point = false;
};

}  // namespace farthing::shape
