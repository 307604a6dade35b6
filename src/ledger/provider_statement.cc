#include "ledger/provider_statement.h"

#include "ledger/provider_statement_reading.h"

namespace farthing::ledger {

std::string_view NameOf(Figure figure) {
  static constexpr std::array<std::string_view, kFigureCount> kNames = {
      "requests",           "input_tokens",  "cached_tokens",
      "cache_write_tokens", "output_tokens", "picodollars"};
  return kNames[static_cast<size_t>(figure)];
}

Status Figures::Add(const Figures& more) {
  for (size_t i = 0; i < kFigureCount; ++i) {
    if (!more.values_[i]) continue;
    int64_t sum = 0;
    if (__builtin_add_overflow(values_[i].value_or(0), *more.values_[i], &sum)) {
      return Fail(Error::Internal("a sum exceeds what can be counted; take fewer days at a time"));
    }
    values_[i] = sum;
  }
  return {};
}

Result<ProviderStatement> ReadStatement(std::string_view text) {
  const size_t start = text.find_first_not_of(" \t\r\n");
  const bool is_json =
      start != std::string_view::npos && (text[start] == '{' || text[start] == '[');
  return is_json ? ReadStatementJson(text) : ReadStatementCsv(text);
}

}  // namespace farthing::ledger
