#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "embed/text_embedder.h"
#include "lab/eval/cranfield.h"

namespace farthing::lab {

// The best documents of each question, narrowed to a share of the tokens that ten of them take
// whole: sums over all questions.
struct NarrowingRound {
  size_t documents = 0;  // the best ones, given in the collection's order
  double share = 0;
  size_t tokens_whole = 0;  // of the ten best
  size_t tokens_kept = 0;
  size_t relevant_whole = 0;  // of the ten best
  size_t relevant_kept = 0;   // that keep a sentence at least
  double microseconds = 0;    // of one narrowing
};

struct CranfieldEval {
  size_t documents = 0;
  size_t questions = 0;
  double ndcg_at_10 = 0;
  double recall_at_100 = 0;
  double bm25_ndcg_at_10 = 0;
  std::vector<NarrowingRound> rounds;
};

// The ranking that narrowing makes of the whole collection, and what stays of its best.
CranfieldEval EvalCranfield(const Cranfield& collection, const embed::TextEmbedder& embedder);

// One JSON object, a line.
std::string EvalAsJson(const CranfieldEval& eval);

}  // namespace farthing::lab
