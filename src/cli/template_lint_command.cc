#include "cli/template_lint_command.h"

#include <algorithm>
#include <cmath>
#include <ostream>

#include "api/model_counting.h"
#include "cli/configured_templates.h"
#include "cli/open_catalog.h"
#include "cli/run.h"
#include "cli/template_lint_text.h"
#include "config/prices.h"
#include "model/price_book.h"
#include "shape/marks/cache_family.h"
#include "shape/template/model_family.h"

namespace farthing::cli {
namespace {

class Linter {
 public:
  Linter(const config::Config& config, const model::Catalog& catalog, const Clock& clock)
      : config_(config), prices_(catalog, config::PriceOverrides(config)), clock_(clock) {}

  LintedTemplateCost Lint(const shape::PreparedTemplate& prepared, const std::string& model) const {
    LintedTemplateCost linted{.name = prepared.source().name};
    linted.model = MeantModel(config_, model.empty() ? prepared.source().model : model);
    const model::PriceBook::Found found = prices_.Find(linted.model);
    if (found.prices != nullptr) {
      if (const auto* period = model::PeriodAt(*found.prices, clock_.WallNow())) {
        linted.input = period->rates[model::RateKind::kInput];
        linted.output = period->rates[model::RateKind::kOutput];
        linted.cache_read = period->rates[model::RateKind::kCacheRead];
      }
    }
    linted.least_cached = LeastCached(linted.model);
    const api::CountingRule rule = api::CountingOf(found.model, linted.model).rule;
    linted.report = shape::Lint(prepared, linted.model, *rule.tokenizer);
    if (rule.ratio != nullptr) Scale(*rule.ratio, &linted.report);
    return linted;
  }

 private:
  static int64_t LeastCached(std::string_view model) {
    const std::string_view name = model.substr(model.find('/') + 1);
    const bool is_claude = shape::FamilyOf(model) == shape::ModelFamily::kClaude;
    const shape::ModelCache cache =
        is_claude ? shape::AnthropicCacheOf(name) : shape::OpenAICacheOf(name);
    return cache.least_tokens;
  }

  // To a tokenizer that nobody has.
  static void Scale(const token::RatioModel& ratio, shape::LintReport* report) {
    const auto scaled = [&ratio](int64_t tokens) -> int64_t {
      return std::llround(ratio.Estimate({tokens}).tokens);
    };
    for (shape::LintPart& part : report->parts) {
      // A cap on the answer is in the provider's own tokens.
      if (part.kind != shape::LintKind::kOutput) part.tokens = scaled(part.tokens);
    }
    for (shape::LintWarning& warning : report->warnings) warning.tokens = scaled(warning.tokens);
    report->prefix_tokens = scaled(report->prefix_tokens);
  }

  const config::Config& config_;
  const model::PriceBook prices_;
  const Clock& clock_;
};

}  // namespace

int RunTemplateLint(const Arguments& arguments, const Output& output) {
  return LintTemplates(SystemClock(), arguments, output);
}

int LintTemplates(const Clock& clock, const Arguments& arguments, const Output& output) {
  const Result<ConfiguredTemplates> configured = ConfiguredTemplates::Open(arguments);
  if (!configured) {
    PrintError(configured.error().message, output);
    return kWrongInput;
  }
  const auto catalog = OpenCatalog(configured->config().data_dir, output);
  if (!catalog) {
    PrintError(catalog.error().message, output);
    return kWrongInput;
  }
  const auto chosen = configured->Named(arguments.rest());
  if (!chosen) {
    PrintError(chosen.error().message, output);
    return kWrongInput;
  }
  const Linter linter(configured->config(), **catalog, clock);
  std::vector<LintedTemplateCost> all;
  for (const shape::PreparedTemplate* prepared : *chosen) {
    all.push_back(linter.Lint(*prepared, arguments.Get("--model").value_or("")));
  }
  if (arguments.Has("--json")) {
    output.out << LintJson(all);
    return kFine;
  }
  for (size_t i = 0; i < all.size(); ++i) output.out << (i > 0 ? "\n" : "") << LintText(all[i]);
  return kFine;
}

}  // namespace farthing::cli
