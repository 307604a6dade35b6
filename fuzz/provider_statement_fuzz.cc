// Any bytes as a provider's statement: lines whose counts can be counted on, or a refusal that
// names the line; never a crash.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "ledger/provider_statement.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace farthing::ledger;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto statement = ReadStatement(text);
  if (!statement) {
    if (!statement.error().message.starts_with("line ")) std::abort();
    return 0;
  }
  for (const StatementLine& line : statement->lines) {
    for (size_t i = 0; i < kFigureCount; ++i) {
      const auto figure = static_cast<Figure>(i);
      if (figure != Figure::kPicodollars && line.figures[figure].value_or(0) < 0) std::abort();
    }
    if (DayText(line.day).size() != 10) std::abort();
  }
  return 0;
}
