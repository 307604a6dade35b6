#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "lab/eval/prompt_cache_trace.h"
#include "shape/marks/cache_rules.h"

namespace farthing::lab {

// What the input of a trace costs by a policy of marking, relative to no cache at all.
struct PromptCacheCosts {
  std::string rules;  // "anthropic_5m", "gpt_5_6"
  double everything = 0;
  double second_touch = 0;       // what was seen within a lifetime
  double oracle = 0;             // what will be seen within one
  std::vector<double> farthing;  // by seed, what it marks alone
  std::vector<double>
      as_sent;  // and where its budget does not reach, what the provider marks itself
};

struct PromptCacheEval {
  std::string trace;
  size_t requests = 0;
  std::vector<PromptCacheCosts> costs;
};

// Plays a trace against providers' caches that hold full blocks of kBlockTokens. Deterministic.
PromptCacheEval EvalPromptCache(const std::vector<TracedRequest>& trace, size_t seeds);

// One JSON array, a line.
std::string EvalAsJson(const std::vector<PromptCacheEval>& evals);

}  // namespace farthing::lab
