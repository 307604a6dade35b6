#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace farthing::ledger {

// What an amount is told in: as a power of ten of picodollars.
enum class MoneyUnit : int { kDollar = 12, kCent = 10 };

// Reads an amount as a provider's statement has it, in picodollars: a decimal with any number of
// places, a sign and an exponent ("-0.0123456789012345", "1.5e-05"), rounded half away from zero.
// nullopt for what is no number or beyond Money's range.
std::optional<int64_t> ReadPicodollars(std::string_view text, MoneyUnit unit = MoneyUnit::kDollar);

}  // namespace farthing::ledger
