#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "ledger/days.h"

namespace farthing::ledger {

// What a provider states of a day and model, and the ledger can be held against.
enum class Figure : uint8_t {
  kRequests,
  kInput,       // tokens sent, cached and written ones among them
  kCacheRead,   // of these
  kCacheWrite,  // of these
  kOutput,
  kPicodollars,
};
inline constexpr size_t kFigureCount = 6;
std::string_view NameOf(Figure figure);  // "input_tokens"

// Absent where the statement says nothing of it.
class Figures {
 public:
  std::optional<int64_t>& operator[](Figure figure) { return values_[static_cast<size_t>(figure)]; }
  std::optional<int64_t> operator[](Figure figure) const {
    return values_[static_cast<size_t>(figure)];
  }
  // Errors: kInternal when a sum does not fit; then this is of no use any more.
  Status Add(const Figures& more);

  friend bool operator==(const Figures&, const Figures&) = default;

 private:
  std::array<std::optional<int64_t>, kFigureCount> values_;
};

struct StatementLine {
  std::chrono::sys_days day;
  std::string model;  // as the provider names it; empty where it does not say
  Figures figures;
  bool other_tier = false;  // batch, flex, priority: not all at the list price
};

// A provider's own account of what was used, or of what it costs.
struct ProviderStatement {
  std::string provider;  // "openai", "anthropic"; empty for a CSV file, which does not say
  std::vector<StatementLine> lines;
  bool is_partial = false;  // the provider has further pages
};

// Reads one of these, told apart by what is in it; docs/ledger.md shows each:
//  - OpenAI's organization usage of completions or embeddings, or its costs, as JSON
//  - Anthropic's usage report of messages, or its cost report, as JSON
//  - CSV with the columns date, model, requests, input_tokens, cached_tokens, cache_write_tokens,
//    output_tokens, cost_usd, of which date and one number must be there
// JSON may be a page or an array of pages. Errors: kInvalidRequest, "line 7: what is wrong".
Result<ProviderStatement> ReadStatement(std::string_view text);

}  // namespace farthing::ledger
