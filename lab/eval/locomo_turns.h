#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"

namespace farthing::lab {

// What one turn's requests share with the turn before, once their histories are shortened.
struct TurnsRound {
  std::string kind;  // "talk": a request a turn of the user; "agent": with tool loops between
  int64_t budget = 0;
  double step = 0;  // shape/memory/select.h
  size_t requests = 0;
  int64_t tokens = 0;    // o200k_base, of all requests' messages
  int64_t repeated = 0;  // of the messages at the beginning that the request before had, too
  // In tokens at the input's price: a cache that reads at 0.1 and writes for nothing (OpenAI); one
  // that reads at 0.1 and writes at 1.25 where it is asked to (Anthropic), which is asked only
  // where that is cheaper in all.
  double free_writes = 0, paid_writes = 0;
};

// Sends LoCoMo's dialogues turn by turn, each request with the whole past, shortened to several
// budgets, with steps and without. A minute.
Result<std::vector<TurnsRound>> EvalTurns(const std::string& json);

// One JSON object, a line.
std::string TurnsAsJson(const std::vector<TurnsRound>& rounds);

}  // namespace farthing::lab
