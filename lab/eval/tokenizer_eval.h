#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "lab/eval/text_corpus.h"
#include "token/tokenizer.h"

namespace farthing::lab {

// How well a tokenizer's counts are told by somebody who has not got it. Errors are means of
// |told − true| / true; room is the mean of high / true − 1.
struct TokenizerEval {
  std::string tokenizer;
  size_t learned = 0, judged = 0;  // requests; by either half, and in all
  double by_bytes = 0;             // the error of four bytes a token
  double by_ratio = 0;             // of o200k_base's tokens times the best ratio
  double error = 0;                // of what was learned
  double piece_error = 0;          // the same of single pieces of two kilobytes
  size_t over = 0;                 // requests with more tokens than `high`
  size_t under = 0;                // with less than `low`
  double room_large = 0;           // of requests of 4,000 tokens and more
  double room_small = 0;
};

// Makes up requests of the corpus's texts, of a thousand tokens in the middle (log-normal, the
// deviation of the logarithm 1) and of up to sixty pieces, four of five of one kind and the rest of
// another. `learned` of one half's pieces teach a learner; half of `judged`, of the other half's,
// judge it, who then learns no more. Then the other way round. REQUIRES: the corpus is not empty.
TokenizerEval EvalTokenizer(const token::Tokenizer& unknown, const std::vector<TextKind>& corpus,
                            size_t learned, size_t judged);

// One JSON object, a line.
std::string EvalAsJson(const std::vector<TextKind>& corpus,
                       const std::vector<TokenizerEval>& evals);

}  // namespace farthing::lab
