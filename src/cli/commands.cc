#include "cli/commands.h"

#include <array>
#include <string>

#include "cli/catalog_command.h"
#include "cli/check_command.h"
#include "cli/completion_command.h"
#include "cli/config_command.h"
#include "cli/export_command.h"
#include "cli/man_command.h"
#include "cli/models_command.h"
#include "cli/price_command.h"
#include "cli/reconcile_command.h"
#include "cli/report_command.h"
#include "cli/serve_command.h"
#include "cli/shape_command.h"
#include "cli/template_lint_command.h"
#include "cli/template_render_command.h"
#include "cli/tokens_command.h"
#include "cli/top.h"
#include "cli/version_command.h"

namespace farthing::cli {
namespace {

constexpr Option kConfig = {"--config", "FILE", "the configuration, a YAML file", Offers::kFiles};
constexpr Option kDataDir = {"--data-dir", "DIR",
                             "where state is kept, instead of the file's data_dir",
                             Offers::kDirectories};
constexpr Option kListen = {
    "--listen", "ADDRESS:PORT",
    "where to accept requests, instead of the file's listen; port 0 takes a "
    "free one"};

constexpr Option kJson = {"--json", "", "print JSON"};

constexpr Option kServeOptions[] = {kConfig, kListen, kDataDir};
constexpr Option kCheckOptions[] = {kConfig, kJson};
constexpr Option kJsonOnly[] = {kJson};

constexpr std::string_view kServeDetails =
    "Without --config the providers are those whose keys stand in the environment "
    "(OPENAI_API_KEY, ANTHROPIC_API_KEY, GEMINI_API_KEY and others) and the local servers found on "
    "their usual ports; where there is none, a built-in sandbox answers. It prints the line "
    "`listening on http://ADDRESS:PORT` when it accepts requests. SIGTERM finishes what is running "
    "and stops; SIGHUP loads the configuration again, whole or not at all.";

constexpr std::string_view kCheckDetails =
    "Prints the effective configuration and, for each provider, whether it answers. A mistake is "
    "named with its file, line and column and what to write instead; the exit code is then 1. It "
    "is "
    "3 where a provider does not answer.";

constexpr std::string_view kExplainDetails =
    "KEY is a path as in the file (providers.openai.base_url), with or without the names that are "
    "yours, or just the last name of one (base_url).";

constexpr std::string_view kModelsDetails =
    "Shows each model's tier (1 cheap to 3 strong), list prices in dollars per million tokens, "
    "context and abilities, since when the price holds and which source says so. PATTERN is a part "
    "of a name, or a whole name, with or without its provider, in which * stands for any text.\n"
    "The catalogue is the one in the data directory, where `farthing catalog update` has installed "
    "one; what a configuration says of models stands over it.";

constexpr std::string_view kPriceDetails =
    "FILE holds a provider's usage object, or an answer with one; `-` or nothing is standard "
    "input. "
    "Prints JSON: the amount in picodollars and dollars, its exactness (exact, override for a "
    "price "
    "of the configuration, unpriced), and a line for each class of tokens and each fee. What has "
    "no "
    "known price is unpriced, never 0; the exit code is then 1.\n"
    "The format of the usage follows from its members and the model's provider. The service tier "
    "in "
    "an answer counts; default, auto and on_demand are other words of standard.";

constexpr std::string_view kTokensDetails =
    "FILE is a text; with --jsonl a JSON string or a request of either dialect on each line, with "
    "its messages, tools and images. Prints the tokens that the model's provider will count, and "
    "whether that is exact; where the tokenizer is not public it is an estimate, and low and high "
    "are its band. Without --model and --encoding it counts by o200k_base.";

constexpr std::string_view kShapeDetails =
    "FILE holds a JSON object on each line: \"request\", a chat request of either dialect, and, "
    "where they are wanted, \"id\" and \"budget\". Prints for each what would be sent after "
    "templates, limits, "
    "squeezes and history, and what each step saved; nothing is sent. The budget is in o200k_base "
    "tokens of the messages but the system's and the question; beyond it, the exchanges that have "
    "most to do with the question are kept beside the last two.\n"
    "A line that cannot be shaped has \"error\" instead; the exit code is then 1.";

constexpr std::string_view kTemplateLintDetails =
    "Shows of each template, or of those named, what its parts cost: tokens in each request, and "
    "dollars for a million of them at the prices of its model. Slots and the answer are counted by "
    "their caps. It warns of what costs without use: timestamps, ids and slots for which no "
    "provider's cache knows a prompt again, instructions that are given twice, examples that show "
    "nothing new, white space, JSON laid out for people, tools that no example calls; and of slots "
    "that nothing sets apart from the template's own words. Warnings are no failure.";

constexpr std::string_view kTemplateRenderDetails =
    "Prints the request that a template and its slots make, and sends nothing. Without --slots "
    "they have their defaults. A template without a message of its own is shown with one in the "
    "caller's place. What was cut is said on standard error.";

constexpr std::string_view kCatalogUpdateDetails =
    "FILE is a catalogue in the form of catalog/models.jsonl: a newer one of Farthing's, or one "
    "made "
    "by catalog/build.py. It is read whole, and how it differs from the catalogue in force is "
    "shown: "
    "models that are new or gone, prices with their days. Then it asks; where nobody can be asked "
    "it "
    "needs --yes. The catalogue is kept in the data directory; every command uses it from then on, "
    "a "
    "running gateway after SIGHUP or POST /admin/v1/reload.\n"
    "The past stays as it was: a price without a date begins on its source's day, and models that "
    "are gone keep their last price. What FILE dates is as it says. A file older than the "
    "catalogue "
    "in force is refused.";

constexpr std::string_view kReportDetails =
    "Reads the ledger in the data directory, also while the gateway runs: what was spent, what it "
    "would have cost without the gateway's steps, what each step saved or lost, how much the "
    "caches answered, and where the money goes. Unpriced requests are counted and stand in no sum "
    "of money. By tag a request counts once for each of its tags.";

constexpr std::string_view kReconcileDetails =
    "FILE is what the provider says of usage or cost: OpenAI's organization usage of completions "
    "or embeddings, or its costs, as JSON; Anthropic's usage report of messages, or its cost "
    "report, as JSON; or CSV with the columns date, model, requests, input_tokens, cached_tokens, "
    "cache_write_tokens, output_tokens, cost_usd, of which date and one number must be there. "
    "Shows for each day and model how far it is from the ledger's attempts, and what most likely "
    "lies behind it. Drift is no failure: the exit code is 0.\n"
    "With --correct, rows are added to the ledger for the dollars that differ, after which reports "
    "equal the file; nothing that is there is changed. A CSV file needs --provider then.";

constexpr std::string_view kExportFocusDetails =
    "Prints CSV in the form of FOCUS 1.2, which tools for the bills of all clouds read: a row for "
    "each day (UTC), model, tenant and class of tokens, in exact dollars. Its total is that of the "
    "ledger's requests. What has no known price has empty costs.";

constexpr std::string_view kTopDetails =
    "Shows requests a second, latencies, models and errors, anew every second. It asks the gateway "
    "whose address and admin token lie in the data directory. The certificate of a gateway named "
    "by "
    "--address https://HOST:PORT must be one that this system trusts.";

constexpr std::string_view kCompletionDetails =
    "Put the output where your shell looks for it:\n"
    "bash: farthing completion bash > ~/.local/share/bash-completion/completions/farthing\n"
    "zsh: farthing completion zsh > ~/.zfunc/_farthing (with ~/.zfunc in fpath)\n"
    "fish: farthing completion fish > ~/.config/fish/completions/farthing.fish";

const std::array kCommands = {
    Command{"serve", "start the gateway", kServeDetails, kServeOptions, std::nullopt, RunServe},
    Command{"check", "check a configuration and whether its providers answer", kCheckDetails,
            kCheckOptions, std::nullopt, RunCheck},
    Command{
        "config explain", "every setting: text, default, bounds, when a change takes effect",
        kExplainDetails, kJsonOnly,
        Positional{"KEY", "a setting or a group of settings; all when absent", false, SettingNames},
        RunConfigExplain},
    Command{"config example",
            "a commented configuration file to start from",
            "",
            {},
            std::nullopt,
            RunConfigExample},
    Command{"config schema",
            "the JSON Schema of the configuration file",
            "",
            {},
            std::nullopt,
            RunConfigSchema},
    Command{"models", "the catalogue of models: prices, context, abilities", kModelsDetails,
            kModelsOptions, Positional{"PATTERN", "models whose names match; all when absent"},
            RunModels},
    Command{"price", "what a provider's usage costs, to the picodollar", kPriceDetails,
            kPriceOptions, Positional{"FILE", "the usage; standard input when absent or -"},
            RunPrice},
    Command{"tokens", "how many tokens a text or a request is", kTokensDetails, kTokensOptions,
            Positional{"FILE", "the text; standard input when absent or -"}, RunTokens},
    Command{"shape", "what would be sent of a request", kShapeDetails, kShapeOptions,
            Positional{"FILE", "the requests; standard input when absent or -"}, RunShape},
    Command{"template lint", "what the parts of templates cost, and what is for nothing",
            kTemplateLintDetails, kTemplateLintOptions,
            Positional{.name = "NAME", .text = "templates; all when absent", .many = true},
            RunTemplateLint},
    Command{"template render", "the request that a template makes", kTemplateRenderDetails,
            kTemplateRenderOptions,
            Positional{.name = "NAME", .text = "the template", .required = true},
            RunTemplateRender},
    Command{"catalog update", "install newer prices, their difference shown first",
            kCatalogUpdateDetails, kCatalogUpdateOptions, Positional{"FILE", "the new catalogue"},
            RunCatalogUpdate},
    Command{"report", "what was spent, and what each step saved", kReportDetails, kReportOptions,
            std::nullopt, RunReport},
    Command{"reconcile", "hold a provider's usage or cost export against the ledger",
            kReconcileDetails, kReconcileOptions,
            Positional{"FILE", "the provider's export; - is standard input", true}, RunReconcile},
    Command{"export focus", "the ledger as FOCUS 1.2 CSV", kExportFocusDetails, kExportFocusOptions,
            std::nullopt, RunExportFocus},
    Command{"top", "watch a running gateway", kTopDetails, kTopOptions, std::nullopt, RunTop},
    Command{"version", "the version of this program", "", kJsonOnly, std::nullopt, RunVersion},
    Command{"completion",
            "a script that lets your shell complete commands",
            kCompletionDetails,
            {},
            Positional{"SHELL", "bash, zsh or fish", true, ShellNames, true},
            RunCompletion},
    Command{"man", "this manual, as roff", "", {}, std::nullopt, RunMan, true},
};

}  // namespace

std::span<const Command> Commands() { return kCommands; }

std::vector<const Command*> ShownCommands() {
  std::vector<const Command*> shown;
  shown.reserve(kCommands.size());
  for (const Command& command : kCommands) {
    if (!command.hidden) shown.push_back(&command);
  }
  return shown;
}

}  // namespace farthing::cli
