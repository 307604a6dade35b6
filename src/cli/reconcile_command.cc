#include "cli/reconcile_command.h"

#include <iostream>

#include "cli/input.h"
#include "cli/priced_ledger.h"
#include "cli/run.h"
#include "ledger/drift_text.h"
#include "ledger/reconcile.h"

namespace farthing::cli {
namespace {

Result<ledger::ProviderStatement> ReadFile(const std::optional<std::string>& name,
                                           std::istream& in) {
  Result<Input> input = Input::Open(name, in);
  if (!input) return Fail(input.error());
  const Result<std::string> text = input->ReadAll();
  if (!text) return Fail(text.error());
  Result<ledger::ProviderStatement> statement = ledger::ReadStatement(*text);
  if (statement || !name || *name == "-") return statement;
  return Fail(Error::InvalidRequest(*name + ": " + statement.error().message));
}

}  // namespace

int ReconcileFrom(std::istream& in, const config::Environment& environment,
                  const Arguments& arguments, const Output& output) {
  if (arguments.Has("--csv") && arguments.Has("--json")) {
    PrintError("--csv and --json are two forms of one answer; give one of them", output);
    return kWrongUsage;
  }
  const Result<ledger::ProviderStatement> statement = ReadFile(arguments.Get("FILE"), in);
  if (!statement) return PrintLedgerError(statement.error(), output);
  Result<PricedLedger> ledger = OpenPricedLedger(arguments, environment, output);
  if (!ledger) return PrintLedgerError(ledger.error(), output);
  const Result<ledger::Reconciliation> found = ledger::Reconcile(
      *statement, ledger->database, *ledger->prices, arguments.Get("--provider").value_or(""));
  if (!found) return PrintLedgerError(found.error(), output);
  if (statement->is_partial) {
    PrintError("the file is one page of several (has_more); what is missing shows as drift",
               output);
  }
  if (arguments.Has("--json")) {
    output.out << DriftsAsJson(*found) << '\n';
  } else if (arguments.Has("--csv")) {
    output.out << DriftsAsCsv(*found);
  } else {
    output.out << DriftsAsText(*found);
  }
  return kFine;
}

int RunReconcile(const Arguments& arguments, const Output& output) {
  return ReconcileFrom(std::cin, config::SystemEnvironment(), arguments, output);
}

}  // namespace farthing::cli
