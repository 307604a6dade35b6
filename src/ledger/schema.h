#pragma once

#include <string>
#include <string_view>
#include <tuple>

#include "ledger/database.h"
#include "ledger/hour_sums.h"

namespace farthing::ledger {

inline constexpr int kSchemaVersion = 1;

// Makes the tables of docs/ledger.md in an empty database; the version is for who executes it to
// note.
std::string SchemaSql(Database::Kind kind);

// The columns of a bill's tokens and of the savings, each preceded by ", ".
std::string TokenColumns(std::string_view prefix = {});
std::string SavingColumns();

// Of the table `hours`: those of an HourKey, then of HourSums.
std::string HourColumns();
inline constexpr size_t kHourColumns = std::tuple_size_v<HourKey> + kHourSums;
// Adds to a row of it, or makes it: binds them all.
std::string AddHourSql();
// The same for rows that a VALUES or SELECT gives, no two of one key.
std::string AddHoursSql(std::string_view rows);
// Binds an HourKey.
std::string RemoveHourSql();

}  // namespace farthing::ledger
