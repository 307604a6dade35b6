#include "cli/priced_ledger.h"

#include <utility>

#include "cli/data_dir.h"
#include "cli/open_catalog.h"
#include "cli/run.h"
#include "config/prices.h"
#include "ledger/report_reader.h"

namespace farthing::cli {

Result<PricedLedger> OpenPricedLedger(const Arguments& arguments,
                                      const config::Environment& environment,
                                      const Output& output) {
  const Result<config::Config> config = ConfigOf(arguments, environment);
  if (!config) return Fail(config.error());
  auto catalog = OpenCatalog(config->data_dir, output);
  if (!catalog) return Fail(catalog.error());
  std::string source = ledger::SourceOf(config->data_dir, config->ledger.postgres);
  Result<ledger::Database> database = ledger::OpenForReport(source);
  if (!database) return Fail(database.error());
  auto prices =
      std::make_unique<const model::PriceBook>(**catalog, config::PriceOverrides(*config));
  return PricedLedger{std::move(*database), *std::move(catalog), std::move(prices),
                      std::move(source)};
}

int PrintLedgerError(const Error& error, const Output& output) {
  PrintError(error.message, output);
  return error.code == ErrorCode::kInternal ? kOutsideFailed : kWrongInput;
}

}  // namespace farthing::cli
