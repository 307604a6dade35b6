#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"

namespace farthing::lab {

struct LocomoRound {
  std::string form;  // the name of a Form (locomo.h)
  int64_t budget = 0;
  double recall = 0;
  std::vector<double> by_dialogue;
};

struct LocomoEval {
  size_t dialogues = 0;
  size_t questions = 0;  // those that name evidence
  int64_t tokens = 0;    // of a dialogue's texts with their speakers' names, the mean
  std::vector<LocomoRound> rounds;
};

// LoCoMo (Maharana et al., Evaluating Very Long-Term Conversational Memory of LLM Agents, 2024): of
// the turns in which a question's evidence stands, the share that is left in a chat request of the
// whole dialogue and the question after the history is shortened to a budget, the last two
// exchanges always kept; the mean over the questions. `json` is the data set's file.
Result<LocomoEval> EvalLocomo(const std::string& json);

// One JSON object, a line.
std::string EvalAsJson(const LocomoEval& eval);

}  // namespace farthing::lab
