#pragma once

#include <string>

namespace farthing::ledger {

inline constexpr int kSchemaVersion = 1;

// Makes the tables of docs/ledger.md in an empty database.
std::string SchemaSql();

// The columns of a bill's tokens and of the savings, each preceded by ", ".
std::string TokenColumns(std::string_view prefix = {});
std::string SavingColumns();

// Of the table `hours`: those of an HourKey, then of HourSums.
std::string HourColumns();
// Adds to a row of it, or makes it: binds them all.
std::string AddHourSql();
// Binds an HourKey.
std::string RemoveHourSql();

}  // namespace farthing::ledger
