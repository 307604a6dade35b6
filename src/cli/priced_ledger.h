#pragma once

#include <memory>
#include <string>

#include "base/error.h"
#include "cli/command.h"
#include "config/environment.h"
#include "ledger/database.h"
#include "model/catalog.h"
#include "model/price_book.h"

namespace farthing::cli {

// The ledger as of one moment, and every price that holds. One thread.
struct PricedLedger {
  ledger::Database database;
  std::shared_ptr<const model::Catalog> catalog;
  std::unique_ptr<const model::PriceBook> prices;
  std::string source;  // as in Database::Open
};

// Both as --data-dir and --config say; `output` hears warnings. Errors: kConfiguration and
// kNotFound are the asker's to repair; kInternal is not.
Result<PricedLedger> OpenPricedLedger(const Arguments& arguments,
                                      const config::Environment& environment, const Output& output);

// Says what went wrong; answers the exit code.
int PrintLedgerError(const Error& error, const Output& output);

}  // namespace farthing::cli
