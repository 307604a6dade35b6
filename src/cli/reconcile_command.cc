#include "cli/reconcile_command.h"

#include <filesystem>
#include <iostream>

#include "cli/input.h"
#include "cli/priced_ledger.h"
#include "cli/progress_line.h"
#include "cli/run.h"
#include "ledger/correction_plan.h"
#include "ledger/drift_text.h"
#include "ledger/reconcile.h"

namespace farthing::cli {
namespace {

using Corrections = std::vector<ledger::Correction>;

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

// What the ledger calls the file: its name without the folders.
std::string StatementName(const Arguments& arguments) {
  const std::string file = arguments.Get("FILE").value_or("-");
  return file == "-" ? "stdin" : std::filesystem::path(file).filename().string();
}

// Answers what it has written.
Result<Corrections> Correct(const ledger::ProviderStatement& statement,
                            const ledger::Reconciliation& found, const std::string& source,
                            std::string_view name) {
  auto plan = ledger::PlanCorrections(statement, found, name);
  if (!plan) return Fail(plan.error());
  if (plan->more.empty()) return Corrections();
  Result<ledger::Database> writer =
      ledger::Database::Open(source, ledger::Database::Mode::kReadWrite);
  if (!writer) return Fail(writer.error());
  Status written = ledger::WriteCorrections(*writer, *plan);
  if (!written) return Fail(written.error());
  return std::move(plan->more);
}

void Print(const ledger::Reconciliation& found, const std::optional<Corrections>& written,
           const Arguments& arguments, const Output& output) {
  if (arguments.Has("--json")) {
    output.out << DriftsAsJson(found, written.value_or(Corrections())) << '\n';
    return;
  }
  output.out << (arguments.Has("--csv") ? DriftsAsCsv(found) : DriftsAsText(found));
  if (!written) return;
  (arguments.Has("--csv") ? output.err : output.out) << CorrectionsAsText(*written);
}

}  // namespace

int ReconcileFrom(std::istream& in, const config::Environment& environment,
                  const Arguments& arguments, const Output& output, bool progress) {
  if (arguments.Has("--csv") && arguments.Has("--json")) {
    PrintError("--csv and --json are two forms of one answer; give one of them", output);
    return kWrongUsage;
  }
  const Result<ledger::ProviderStatement> statement = ReadFile(arguments.Get("FILE"), in);
  if (!statement) return PrintLedgerError(statement.error(), output);
  Result<PricedLedger> ledger = OpenPricedLedger(arguments, environment, output);
  if (!ledger) return PrintLedgerError(ledger.error(), output);
  const auto found = [&] {
    ProgressLine line(output.err, progress);
    return ledger::Reconcile(*statement, ledger->database, *ledger->prices,
                             arguments.Get("--provider").value_or(""), line.teller());
  }();
  if (!found) return PrintLedgerError(found.error(), output);
  std::optional<Corrections> written;
  if (arguments.Has("--correct")) {
    auto corrections = Correct(*statement, *found, ledger->source, StatementName(arguments));
    if (!corrections) return PrintLedgerError(corrections.error(), output);
    written = *std::move(corrections);
  } else if (statement->is_partial) {
    PrintError("the file is one page of several (has_more); what is missing shows as drift",
               output);
  }
  Print(*found, written, arguments, output);
  return kFine;
}

int RunReconcile(const Arguments& arguments, const Output& output) {
  return ReconcileFrom(std::cin, config::SystemEnvironment(), arguments, output, ShowsProgress());
}

}  // namespace farthing::cli
