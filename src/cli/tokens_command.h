#pragma once

#include <istream>

#include "cli/command.h"

namespace farthing::cli {

inline constexpr Option kTokensOptions[] = {
    {"--model", "MODEL", "whose tokens: provider/model, or a bare name for its maker's own API"},
    {"--encoding", "ENCODING",
     "instead of a model: o200k_base, o200k_harmony, cl100k_base, p50k_base, p50k_edit, r50k_base, "
     "a tokenizer.json or a FILE.tiktoken:ENCODING",
     Offers::kFiles},
    {"--config", "FILE", "whose `models` may name tokenizers", Offers::kFiles},
    {"--data-dir", "DIR", "the data directory, which may hold an installed catalogue",
     Offers::kDirectories},
    {"--ids", "", "print the tokens' ids too"},
    {"--jsonl", "", "read a JSON string or a request a line, print one JSON object a line"},
};

// Counts tokens of texts and requests. RunTokens reads standard input where no file is named.
int RunTokens(const Arguments& arguments, const Output& output);
int TokensFrom(std::istream& in, const Arguments& arguments, const Output& output);

}  // namespace farthing::cli
