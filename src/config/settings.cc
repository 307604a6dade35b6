// The table of settings. A row's default is what the struct in config.h declares.

#include "config/access_settings.h"
#include "config/limit_settings.h"
#include "config/provider_settings.h"

namespace farthing::config {
namespace {

constexpr std::string_view kUnsupportedChoices[] = {"reject", "drop"};
constexpr std::string_view kLogLevels[] = {"debug", "info", "warning", "error"};
constexpr std::string_view kAbsentAtTop[] = {"cache"};

constexpr Setting kTopFields[] = {
    {.name = "listen",
     .kind = Kind::kTextList,
     .text = "Where to listen: `HOST:PORT`, `[::1]:PORT` or `unix:/PATH`, one or a list. Port 0 "
             "takes a free one. Other than this machine only once there are `keys`.",
     .binding = Field<&Config::listen>(),
     .least = 1,
     .restart = true},
    {.name = "data_dir",
     .text = "The directory of what the gateway writes.",
     .binding = Field<&Config::data_dir>(),
     .least = 1,
     .restart = true},
    {.name = "providers",
     .kind = Kind::kNamedGroups,
     .text = "Who answers, by a name of your choice.",
     .binding = Entries<&Config::providers>(),
     .fields = kProviderFields,
     .example = "groq",
     .lead_in = "openai: { api_key: \"${OPENAI_API_KEY}\" }\n"
                "anthropic: { api_key: \"${ANTHROPIC_API_KEY}\" }\n"
                "local: { base_url: http://127.0.0.1:8000/v1 }\n"
                "azure: { base_url: https://NAME.openai.azure.com, api_key: "
                "\"${AZURE_OPENAI_API_KEY}\" }\n",
     .default_text = "see discover"},
    {.name = "discover",
     .kind = Kind::kBoolean,
     .text = "Where no provider is named: use the keys found in the environment (`OPENAI_API_KEY`, "
             "`ANTHROPIC_API_KEY`, …) and the servers found on this machine's usual ports.",
     .binding = Field<&Config::discover>(),
     .restart = true},
    {.name = "models",
     .kind = Kind::kNamedGroups,
     .text = "What is to be known about models, by `provider/model` or a bare name.",
     .binding = Entries<&Config::models>(),
     .fields = kModelFields,
     .example = "local/llama-3.1-8b",
     .lead_in = "local/on-two-gpus: { price: { gpu_hour: 2.49, gpus: 2, input_tokens_per_second: "
                "20000, output_tokens_per_second: 1500 } }\n"},
    {.name = "aliases",
     .kind = Kind::kTextMap,
     .text = "Other names for models: name → model, tier or alias.",
     .binding = Field<&Config::aliases>(),
     .example = "{ fast: openai/gpt-5-mini }"},
    {.name = "tiers",
     .kind = Kind::kGroup,
     .text = "What `tier1`, `tier2` and `tier3` stand for.",
     .binding = Heading<Config>(),
     .fields = kTierFields},
    {.name = "baseline",
     .text = "The model that a request for `auto` or a tier is compared with: what it would have "
             "cost there is its baseline, from which savings are counted.",
     .binding = Field<&Config::baseline>(),
     .least = 1,
     .example = "openai/gpt-5.6-sol",
     .default_text = "none"},
    {.name = "keys",
     .kind = Kind::kGroupList,
     .text = "Who may ask. None: only programs on this machine may, without a key.",
     .binding = Entries<&Config::keys>(),
     .fields = kKeyFields},
    {.name = "routes",
     .kind = Kind::kGroupList,
     .text = "How requests are treated; the first that matches counts.",
     .binding = Entries<&Config::routes>(),
     .fields = kRouteFields,
     .absent = kAbsentInRoutes},
    {.name = "templates",
     .kind = Kind::kNamedGroups,
     .text = "Prompts that callers name, and routes; see docs/templates.md.",
     .binding = Entries<&Config::templates>(),
     .fields = kTemplateFields,
     .example = "sort",
     .lead_in = "short-answer: { message: \"{{question}}\", slots: { question: { max_tokens: 300 "
                "} }, output: { max_words: 60 } }\n"},
    {.name = "template_folder",
     .text = "A folder beside this file, of whose files each NAME.yaml is the template NAME, with "
             "the settings of `templates.NAME`. `${` has no meaning in them.",
     .binding = Field<&Config::template_folder>(),
     .least = 1,
     .example = "templates",
     .default_text = "none"},
    {.name = "embedder",
     .kind = Kind::kGroup,
     .text = "What tells which texts are about the same, by which histories and documents are "
             "chosen; see docs/embedder.md.",
     .binding = Section<&Config::embedder>(),
     .fields = kEmbedderFields},
    {.name = "timeout",
     .kind = Kind::kGroup,
     .text = "Deadlines towards providers, where a route says nothing else.",
     .binding = Section<&Config::timeout>(),
     .fields = kTimeoutFields},
    {.name = "retry",
     .kind = Kind::kGroup,
     .text = "Trying again.",
     .binding = Section<&Config::retry>(),
     .fields = kRetryFields},
    {.name = "breaker",
     .kind = Kind::kGroup,
     .text = "Leaving a failing provider alone.",
     .binding = Section<&Config::breaker>(),
     .fields = kBreakerFields},
    {.name = "unsupported",
     .kind = Kind::kChoice,
     .text = "What happens to a field that the provider's dialect cannot say: `reject` answers "
             "422, `drop` leaves it out and says so in `x-farthing-warning`.",
     .binding = Field<&Config::unsupported>(),
     .choices = kUnsupportedChoices},
    {.name = "default_max_tokens",
     .kind = Kind::kInteger,
     .text = "The `max_tokens` that Anthropic demands, where neither caller nor model says.",
     .binding = Field<&Config::default_max_tokens>(),
     .least = 1,
     .most = kMostTokens},
    {.name = "server",
     .kind = Kind::kGroup,
     .text = "Limits towards callers.",
     .binding = Section<&Config::server>(),
     .fields = kServerFields},
    {.name = "cors",
     .kind = Kind::kGroup,
     .text = "Browsers.",
     .binding = Heading<Config>(),
     .fields = kCorsFields},
    {.name = "tls",
     .kind = Kind::kGroup,
     .text = "Serve HTTPS. Without it: HTTP.",
     .binding = Section<&Config::tls>(),
     .fields = kTlsFields},
    {.name = "workers",
     .kind = Kind::kInteger,
     .text = "Threads that serve; `auto` is one per core.",
     .binding = Field<&Config::workers>(),
     .most = 1'024,
     .word_for_zero = "auto",
     .restart = true},
    {.name = "ledger",
     .kind = Kind::kGroup,
     .text = "What is kept of each request and its money.",
     .binding = Section<&Config::ledger>(),
     .fields = kLedgerFields},
    {.name = "access_log",
     .kind = Kind::kGroup,
     .text = "A line for each request.",
     .binding = Section<&Config::access_log>(),
     .fields = kAccessLogFields},
    {.name = "log_level",
     .kind = Kind::kChoice,
     .text = "What the program says about itself on standard error.",
     .binding = Field<&Config::log_level>(),
     .choices = kLogLevels},
};

constexpr Setting kAllSettings = {.kind = Kind::kGroup,
                                  .binding = Heading<Config>(),
                                  .fields = kTopFields,
                                  .absent = kAbsentAtTop};

}  // namespace

const Setting& AllSettings() { return kAllSettings; }

}  // namespace farthing::config
