#include "cli/export_command.h"

#include "cli/priced_ledger.h"
#include "cli/progress_line.h"
#include "cli/run.h"
#include "ledger/focus.h"
#include "ledger/report_question.h"

namespace farthing::cli {

int ExportFocusFrom(const Clock& clock, const config::Environment& environment,
                    const Arguments& arguments, const Output& output, bool progress) {
  const Result<ledger::Question> question = ledger::ReadQuestion(
      {arguments.Get("--since"), arguments.Get("--until"), std::nullopt}, clock.WallNow());
  if (!question) {
    PrintError(question.error().message, output);
    return kWrongUsage;
  }
  Result<PricedLedger> ledger = OpenPricedLedger(arguments, environment, output);
  if (!ledger) return PrintLedgerError(ledger.error(), output);
  // Days that the period touches are told whole, as a charge period is.
  const ledger::Days days{ledger::DayOf(question->from),
                          std::chrono::ceil<std::chrono::days>(question->to)};
  ProgressLine line(output.err, progress);
  const Status exported =
      ledger::ExportFocus(ledger->database, *ledger->prices, days, output.out, line.teller());
  return exported ? static_cast<int>(kFine) : PrintLedgerError(exported.error(), output);
}

int RunExportFocus(const Arguments& arguments, const Output& output) {
  return ExportFocusFrom(SystemClock(), config::SystemEnvironment(), arguments, output,
                         ShowsProgress());
}

}  // namespace farthing::cli
