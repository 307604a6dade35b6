#include <fmt/format.h>

#include <memory>

#include "lab/commands.h"
#include "lab/eval/catalog_eval.h"
#include "lab/eval/embedder_eval_command.h"
#include "model/load_catalog.h"

namespace farthing::lab {
namespace {

std::shared_ptr<const model::Catalog> CatalogOf(const std::string& file) {
  if (file.empty()) return model::LoadShippedCatalog().catalog;
  const auto catalog = model::ReadCatalogFile(file).and_then(model::OwnCatalog);
  if (!catalog) Leave(file + ": " + catalog.error().message);
  return *catalog;
}

void RunCatalog(const std::string& folder, const std::string& file) {
  const auto catalog = CatalogOf(file);
  const auto rounds = ReadPriceFolder(folder);
  if (!rounds) Leave(rounds.error().message);
  const CatalogEval eval = EvalCatalog(*catalog, *rounds);
  fmt::print("{}", EvalAsJson(eval));
  if (!eval.different.empty()) throw CLI::RuntimeError(1);
}

}  // namespace

void AddEvalCommand(CLI::App& app) {
  CLI::App& eval = *app.add_subcommand("eval", "Measure against data from elsewhere; prints JSON");
  eval.require_subcommand(1);
  AddEmbedderEval(eval);
  auto folder = std::make_shared<std::string>();
  auto file = std::make_shared<std::string>();
  CLI::App& catalog = *eval.add_subcommand(
      "catalog", "Our prices against those on which public lists agree; exit 1 where one differs");
  catalog.add_option("PATH", *folder, "A folder of price lists (lab/README.md)")->required();
  catalog.add_option("--catalog", *file, "Another catalogue than the shipped one");
  catalog.callback([folder, file] { RunCatalog(*folder, *file); });
}

}  // namespace farthing::lab
