#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/prices.h"

namespace farthing::model {

// A line of the catalogue, read whole.
struct Card {
  std::string name;  // PROVIDER/NAME
  std::string mode;  // "chat", "embedding", …
  std::vector<std::string> aliases;
  std::optional<int> tier;            // 1 to 3, the strongest; chat models have one
  std::optional<int64_t> context;     // tokens
  std::optional<int64_t> max_output;  // tokens
  std::string tokenizer;              // family: "o200k_base", "claude"; empty: unknown
  std::vector<std::string> can;       // "tools", "vision", …
  std::string deprecated;             // a date; empty: not known to be
  PriceHistory prices;
  std::string note;  // where the price sources disagree
};

// Reads all of it; an error says what is wrong with the line. Members that say nothing of a price
// and are not known are passed over: a newer catalogue may have more to tell.
Result<Card> ReadCard(std::string_view line);

}  // namespace farthing::model
