#include "cli/report_command.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <ostream>

#include "cli/data_dir.h"
#include "cli/progress_line.h"
#include "cli/run.h"
#include "ledger/database.h"
#include "ledger/days.h"
#include "ledger/report_csv.h"
#include "ledger/report_json.h"
#include "ledger/report_question.h"
#include "ledger/report_text.h"

namespace farthing::cli {
namespace {

int Failed(const Error& error, const Output& output) {
  PrintError(error.message, output);
  const bool is_input =
      error.code == ErrorCode::kConfiguration || error.code == ErrorCode::kNotFound;
  return is_input ? kWrongInput : kOutsideFailed;
}

Result<ledger::Report> Answer(ledger::Question question, const ReportWorld& world,
                              const Arguments& arguments, const Output& output) {
  const Result<config::Config> config = ConfigOf(arguments, world.environment);
  if (!config) return Fail(config.error());
  ProgressLine line(output.err, world.progress);
  question.progress = line.teller();
  return MakeReport(ledger::SourceOf(config->data_dir, config->ledger.postgres), question);
}

// Wider tables are no easier to read.
constexpr size_t kWidestReport = 120;

size_t TerminalWidth() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return ledger::kReportWidth;
  return std::clamp<size_t>(size.ws_col, ledger::kReportWidth, kWidestReport);
}

}  // namespace

int ReportFrom(const ReportWorld& world, const Arguments& arguments, const Output& output) {
  Result<ledger::Question> question = ledger::ReadQuestion(
      {arguments.Get("--since"), arguments.Get("--until"), arguments.Get("--by")},
      world.clock.WallNow());
  if (!question) {
    PrintError(question.error().message, output);
    return kWrongUsage;
  }
  if (arguments.Has("--csv") && arguments.Has("--json")) {
    PrintError("--csv and --json are two forms of one report; give one of them", output);
    return kWrongUsage;
  }
  const Result<ledger::Report> report = Answer(*std::move(question), world, arguments, output);
  if (!report) return Failed(report.error(), output);
  if (arguments.Has("--json")) {
    output.out << ReportAsJson(*report) << '\n';
  } else if (arguments.Has("--csv")) {
    if (report->rounded_before) {
      PrintError("the period was widened to whole days, which is all that is known before " +
                     ledger::DayText(ledger::DayOf(*report->rounded_before)),
                 output);
    }
    output.out << ReportAsCsv(*report);
  } else {
    output.out << ReportAsText(*report, world.colour, world.width);
  }
  return kFine;
}

int RunReport(const Arguments& arguments, const Output& output) {
  const SystemClock clock;
  const config::SystemEnvironment environment;
  const auto no_colour = environment.Variable("NO_COLOR");
  const bool colour = isatty(STDOUT_FILENO) == 1 && (!no_colour || no_colour->empty());
  return ReportFrom({clock, environment, colour, ShowsProgress(), TerminalWidth()}, arguments,
                    output);
}

}  // namespace farthing::cli
