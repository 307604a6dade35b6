#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/error.h"

namespace farthing::lab {

// What the weights of relevance (shape/memory/relevance.h) are worth on a dialogue that had no part
// in choosing them. Recalls as EvidenceRecall has them, at 1,024 tokens, the mean over forms.
struct HeldOutDialogue {
  size_t dialogue = 0;
  std::string chosen;  // the weights that are best on the other dialogues
  double recall = 0;   // by these, of this dialogue
  double shipped = 0;  // by the shipped weights
  double best = 0;     // by the weights that are best on this one alone
  double worst = 0;    // by the shipped weights, in the form that is worst for it
};

// Leaves out one dialogue after the other, and chooses among the shipped weights and those of which
// one is about half or twice as large by the dialogues that are left. Minutes.
Result<std::vector<HeldOutDialogue>> EvalHeldOut(const std::string& json);

// One JSON object, a line.
std::string HeldOutAsJson(const std::vector<HeldOutDialogue>& dialogues);

}  // namespace farthing::lab
