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
#include "lab/eval/locomo_held_out.h"
#include "lab/eval/locomo_turns.h"
#include "lab/eval/prompt_cache_eval.h"
#include "lab/eval/text_corpus.h"
#include "lab/eval/tokenizer_eval.h"
#include "model/load_catalog.h"
#include "token/load_tokenizer.h"

namespace farthing::lab {
namespace {

constexpr size_t kPromptCacheSeeds = 20;
constexpr size_t kJudged = 100'000;

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

struct LocomoOptions {
  std::string file;
  bool held_out = false;
  bool turns = false;
};

// Prints what `eval` makes of the file, by `as_json`.
void RunLocomo(const std::string& file, auto eval, auto as_json) {
  std::ifstream in(file, std::ios::binary);
  if (!in) Leave(file + " cannot be read.");
  const std::string json(std::istreambuf_iterator<char>(in), {});
  const auto result = eval(json);
  if (!result) Leave(file + ": " + result.error().message);
  fmt::print("{}", as_json(*result));
}

void AddLocomoEval(CLI::App& eval) {
  auto options = std::make_shared<LocomoOptions>();
  CLI::App& locomo = *eval.add_subcommand(
      "locomo", "How much of what a question needs stays in a shortened history");
  locomo.add_option("PATH", options->file, "LoCoMo's dialogues, a JSON file")->required();
  CLI::Option* held_out =
      locomo.add_flag("--held-out", options->held_out,
                      "Choose the weights without the dialogue they are judged on");
  locomo
      .add_flag("--turns", options->turns,
                "Send the dialogues turn by turn: what stays the same for prompt caches")
      ->excludes(held_out);
  locomo.callback([options] {
    if (options->held_out) return RunLocomo(options->file, EvalHeldOut, HeldOutAsJson);
    if (options->turns) return RunLocomo(options->file, EvalTurns, TurnsAsJson);
    RunLocomo(options->file, EvalLocomo, [](const LocomoEval& found) { return EvalAsJson(found); });
  });
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

struct TokenizerOptions {
  std::vector<std::string> names;
  std::vector<std::string> folders = {"/usr/share/doc",   "/usr/share/man",   "/usr/share/perl",
                                      "/usr/share/perl5", "/usr/lib/python3", "/usr/include"};
  size_t learned = 10000;
};

void RunTokenizer(const TokenizerOptions& options) {
  const std::vector<TextKind> corpus = ReadTextCorpus(options.folders);
  if (corpus.empty()) Leave("There are no texts in the folders; name others with --corpus.");
  std::vector<TokenizerEval> evals;
  for (const std::string& name : options.names) {
    const auto unknown = token::LoadTokenizer(name);
    if (!unknown) Leave(unknown.error().message);
    evals.push_back(EvalTokenizer(**unknown, corpus, options.learned, kJudged));
  }
  fmt::print("{}", EvalAsJson(corpus, evals));
}

void AddTokenizerEval(CLI::App& eval) {
  auto options = std::make_shared<TokenizerOptions>();
  CLI::App& command = *eval.add_subcommand(
      "tokenizer", "How well an unknown tokenizer's counts are learned from a provider's");
  command
      .add_option("PATH", options->names,
                  "Tokenizers that are taken for unknown: tokenizer.json, RANKS.tiktoken:ENCODING")
      ->required();
  command.add_option("--corpus", options->folders, "Folders of texts")->capture_default_str();
  command.add_option("--learned", options->learned, "Requests to learn from")
      ->capture_default_str();
  command.callback([options] { RunTokenizer(*options); });
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
  AddTokenizerEval(eval);
}

}  // namespace farthing::lab
