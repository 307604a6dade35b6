#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"

namespace farthing::lab {

// How a dialogue of two people is asked of as a chat.
enum class DialogueForm : uint8_t {
  kSpeakers,     // who spoke first is the user, the other the assistant
  kAlternating,  // user and assistant by turns
  kUserOnly,     // every turn is the user's
};

struct LocomoRound {
  std::string form;  // "speakers", "speakers+dates"
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
