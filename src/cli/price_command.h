#pragma once

#include <istream>

#include "base/clock.h"
#include "cli/command.h"

namespace farthing::cli {

inline constexpr Option kPriceOptions[] = {
    {"--model", "MODEL",
     "whose usage it is: provider/model, or a bare name for its maker's own API"},
    {"--dialect", "DIALECT",
     "the usage's format: openai, openai-responses, anthropic, gemini or bedrock"},
    {"--service-tier", "TIER",
     "standard, batch, flex or priority, where the usage does not say it"},
    {"--region", "REGION", "where it ran, instead of what the usage says"},
    {"--at", "TIME", "when it ran, RFC 3339 or a date; now when absent"},
    {"--config", "FILE", "a configuration whose models have prices of their own", Offers::kFiles},
    {"--data-dir", "DIR", "the data directory, which may hold an installed catalogue",
     Offers::kDirectories},
    {"--jsonl", "", "read one usage object a line, print one JSON object a line"},
    {"--json", "", "print JSON on a terminal too"},
};

// Prices provider usage. RunPrice reads standard input where no file is named.
int RunPrice(const Arguments& arguments, const Output& output);

// The same with its world passed in; `people`: print a table unless JSON is asked for.
struct PriceWorld {
  std::istream& in;
  const Clock& clock;
  bool people = false;
};
int PriceFrom(const PriceWorld& world, const Arguments& arguments, const Output& output);

}  // namespace farthing::cli
