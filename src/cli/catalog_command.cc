#include "cli/catalog_command.h"

#include <unistd.h>

#include <iostream>
#include <optional>
#include <string>

#include "cli/catalog_text.h"
#include "cli/data_dir.h"
#include "cli/run.h"
#include "model/catalog_merge.h"
#include "model/install_catalog.h"
#include "model/load_catalog.h"
#include "model/price_lines.h"

namespace farthing::cli {
namespace {

// What would be in force, and how that differs from what is.
struct Plan {
  std::optional<std::string> lines;  // nullopt: the shipped catalogue, nothing installed
  model::CatalogDiff diff;
};

std::string Described(const model::LoadedCatalog& loaded) {
  return loaded.path.empty() ? "the catalogue of this program" : loaded.path;
}

// A broken one must not stand in the way of its own replacement.
model::LoadedCatalog InForce(const std::string& data_dir, const Output& output) {
  Result<model::LoadedCatalog> loaded = model::LoadCatalog(data_dir);
  if (!loaded) {
    PrintError(loaded.error().message, output);
    return model::LoadShippedCatalog();
  }
  if (!loaded->warning.empty()) PrintError(loaded->warning, output);
  return *std::move(loaded);
}

Result<Plan> PlanOf(const std::string& file, const model::LoadedCatalog& in_force, WallTime now) {
  Result<std::string> text = model::ReadCatalogFile(file);
  if (!text) return Fail(text.error());
  const std::optional<WallTime> date = model::DateOfCatalog(*text);
  const auto newer = model::OwnCatalog(*std::move(text));
  if (!newer) return Fail(Error::Configuration(file + ": " + newer.error().message));
  if ((*newer)->models().empty()) {
    return Fail(Error::Configuration(file + " holds no model; name a catalogue"));
  }
  if (date && in_force.date && *date < *in_force.date) {
    return Fail(Error::Configuration(file + " is of " + model::DateText(*date) + ", older than " +
                                     Described(in_force) + ", which is of " +
                                     model::DateText(*in_force.date) + "; name a newer one"));
  }
  const WallTime today = std::chrono::floor<std::chrono::days>(now);
  Result<std::string> lines = MergeCatalogs(*in_force.catalog, **newer, today);
  if (!lines) return Fail(lines.error());
  const auto merged = model::OwnCatalog(*lines);
  if (!merged) return Fail(merged.error());
  Plan plan;
  plan.diff = DiffCatalogs(*in_force.catalog, **merged);
  plan.diff.gone = DiffCatalogs(*in_force.catalog, **newer).gone;
  plan.lines = *std::move(lines);
  return plan;
}

bool IsEmpty(const model::CatalogDiff& diff) {
  return diff.added.empty() && diff.gone.empty() && diff.changed.empty() && diff.other == 0;
}

// Whether it may be installed: by --yes, or by somebody's answer.
bool MayInstall(const CatalogWorld& world, const Arguments& arguments, const Output& output) {
  if (arguments.Has("--yes")) return true;
  if (!world.terminal) return false;
  output.err << "Install it? [y/N] " << std::flush;
  std::string answer;
  std::getline(world.in, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

int Install(const Plan& plan, const std::string& data_dir, const Output& output) {
  const Status done = plan.lines ? model::InstallCatalog(data_dir, *plan.lines)
                                 : model::RemoveInstalledCatalog(data_dir);
  if (done) return kFine;
  PrintError(done.error().message, output);
  return kOutsideFailed;
}

// Shows the plan and carries it out, where it may.
int CarryOut(const Plan& plan, const std::string& data_dir, const CatalogWorld& world,
             const Arguments& arguments, const Output& output) {
  const bool as_json = arguments.Has("--json");
  const std::string_view gone = plan.lines ? "gone; each keeps its last price" : "gone";
  if (!as_json) output.out << DiffAsText(plan.diff, gone) << std::flush;
  const bool install = MayInstall(world, arguments, output);
  const int code = install ? Install(plan, data_dir, output) : kFine;
  if (as_json) output.out << DiffAsJson(plan.diff, install && code == kFine);
  if (code != kFine) return code;
  if (!install) {
    PrintError(world.terminal ? "nothing was installed" : "nothing was installed; add --yes",
               output);
    return world.terminal ? kFine : kWrongUsage;
  }
  if (!as_json) {
    output.out << (plan.lines ? "Installed as " + model::InstalledCatalogPath(data_dir)
                              : std::string("The catalogue of this program holds"))
               << ". A running gateway uses it after SIGHUP or POST /admin/v1/reload.\n";
  }
  return kFine;
}

}  // namespace

int UpdateCatalog(const CatalogWorld& world, const Arguments& arguments, const Output& output) {
  const std::optional<std::string> file = arguments.Get("FILE");
  if (file.has_value() == arguments.Has("--shipped")) {
    PrintError("name a FILE to install, or --shipped to go back to this program's catalogue",
               output);
    return kWrongUsage;
  }
  const Result<std::string> data_dir = DataDirOf(arguments, world.environment);
  if (!data_dir) {
    PrintError(data_dir.error().message, output);
    return kWrongInput;
  }
  const model::LoadedCatalog in_force = InForce(*data_dir, output);
  Result<Plan> plan;
  if (file) {
    plan = PlanOf(*file, in_force, world.clock.WallNow());
  } else {
    plan->diff = DiffCatalogs(*in_force.catalog, *model::LoadShippedCatalog().catalog);
  }
  if (!plan) {
    PrintError(plan.error().message, output);
    return kWrongInput;
  }
  if (file && IsEmpty(plan->diff) && !arguments.Has("--json")) {
    output.out << "Nothing to do: " << Described(in_force) << " says all of it already.\n";
    return kFine;
  }
  return CarryOut(*plan, *data_dir, world, arguments, output);
}

int RunCatalogUpdate(const Arguments& arguments, const Output& output) {
  const SystemClock clock;
  const config::SystemEnvironment environment;
  const bool terminal = isatty(STDIN_FILENO) == 1;
  return UpdateCatalog({std::cin, clock, environment, terminal}, arguments, output);
}

}  // namespace farthing::cli
