#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "embed/embedder.h"
#include "lab/commands.h"
#include "lab/eval/catalog_eval.h"
#include "lab/eval/cranfield_eval.h"
#include "lab/eval/data_file.h"
#include "lab/eval/embedder_eval_command.h"
#include "lab/eval/locomo_eval.h"
#include "lab/eval/prompt_cache_eval.h"
#include "model/load_catalog.h"

namespace farthing::lab {
namespace {

constexpr size_t kPromptCacheSeeds = 20;

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

void RunLocomo(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) Leave(file + " cannot be read.");
  const std::string json(std::istreambuf_iterator<char>(in), {});
  const auto eval = EvalLocomo(json);
  if (!eval) Leave(file + ": " + eval.error().message);
  fmt::print("{}", EvalAsJson(*eval));
}

void AddLocomoEval(CLI::App& eval) {
  auto file = std::make_shared<std::string>();
  CLI::App& locomo = *eval.add_subcommand(
      "locomo", "How much of what a question needs stays in a shortened history");
  locomo.add_option("PATH", *file, "LoCoMo's dialogues, a JSON file")->required();
  locomo.callback([file] { RunLocomo(*file); });
}

void RunPromptCache(const std::vector<std::string>& files) {
  std::vector<PromptCacheEval> evals;
  for (const std::string& file : files) {
    const auto text = ReadDataFile(file);
    if (!text) Leave(text.error().message);
    const auto trace = ReadTrace(*text);
    if (!trace) Leave(file + ": " + trace.error().message);
    evals.push_back(EvalPromptCache(*trace, kPromptCacheSeeds));
    evals.back().trace = std::filesystem::path(file).filename();
  }
  fmt::print("{}", EvalAsJson(evals));
}

void AddPromptCacheEval(CLI::App& eval) {
  auto files = std::make_shared<std::vector<std::string>>();
  CLI::App& command = *eval.add_subcommand(
      "promptcache", "What input costs when marked for prompt caches, relative to no cache");
  command.add_option("PATH", *files, "Traces of requests (lab/README.md)")->required();
  command.callback([files] { RunPromptCache(*files); });
}

void AddCranfieldEval(CLI::App& eval) {
  auto folder = std::make_shared<std::string>();
  CLI::App& cranfield = *eval.add_subcommand(
      "cranfield", "How well documents are ranked, and what of the relevant stays when narrowed");
  cranfield.add_option("PATH", *folder, "The folder of cran.all.1400, cran.qry and cranqrel")
      ->required();
  cranfield.callback([folder] {
    const auto collection = ReadCranfield(*folder);
    if (!collection) Leave(collection.error().message);
    fmt::print("{}", EvalAsJson(EvalCranfield(*collection, embed::ShippedEmbedder())));
  });
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
  AddLocomoEval(eval);
  AddCranfieldEval(eval);
  AddPromptCacheEval(eval);
}

}  // namespace farthing::lab
