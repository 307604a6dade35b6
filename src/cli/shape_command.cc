#include "cli/shape_command.h"

#include <algorithm>
#include <iostream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/model_counting.h"
#include "api/request_scan.h"
#include "cli/configured_templates.h"
#include "cli/data_dir.h"
#include "cli/input.h"
#include "cli/offline_template.h"
#include "cli/open_catalog.h"
#include "cli/run.h"
#include "config/environment.h"
#include "config/prices.h"
#include "config/routes.h"
#include "embed/loaded_embedder.h"
#include "json/writer.h"
#include "model/catalog.h"
#include "model/effective_rates.h"
#include "model/price_book.h"
#include "shape/marks/cache_family.h"
#include "shape/memory/history_step.h"
#include "shape/plan/plan.h"
#include "shape/template/model_family.h"

namespace farthing::cli {
namespace {

// A request of one line, and what became of it.
struct Line {
  std::string_view id;  // as JSON; "" none
  std::optional<int64_t> budget;
  std::string body;
  api::RequestScan scan;
  shape::Shaped shaped;
  int64_t tokens_before = 0, tokens_after = 0;  // what a budget is about
};

class Shaper {
 public:
  Shaper(const config::Config& config, const model::Catalog& catalog,
         const embed::TextEmbedder& embedder, std::optional<std::string> route, WallTime now)
      : config_(config),
        catalog_(catalog),
        prices_(catalog, config::PriceOverrides(config)),
        now_(now),
        embedder_(embedder),
        templates_(config.templates),
        route_(std::move(route)) {}

  // Errors: those of the line, and of shaping.
  Status Shape(json::Value value, Line* line) {
    if (!value.is_object()) {
      return Fail(Error::InvalidRequest("A line must be an object {\"id\", \"request\"}."));
    }
    line->id = value.Find("id").raw();
    if (const json::Value budget = value.Find("budget"); budget && !budget.is_null()) {
      line->budget = budget.integer();
      if (line->budget.value_or(-1) < 0) {
        return Fail(Error::InvalidRequest("budget: must be a whole number of tokens.", "budget"));
      }
    }
    const json::Value request = value.Find("request");
    if (!request.is_object()) {
      return Fail(Error::InvalidRequest("request: must be a chat request.", "request"));
    }
    return ShapeRequest(request, line);
  }

 private:
  Result<api::RequestScan> Scan(json::Value request) {
    return scanner_.Scan(api::Dialect::kOpenAI, api::Operation::kPassThrough, request.raw());
  }

  Status ShapeRequest(json::Value request, Line* line) {
    Result<api::RequestScan> scan = Scan(request);
    if (!scan) return Fail(scan.error());
    const shape::PreparedTemplate* prompt = templates_.Find(scan->template_name);
    if (prompt == nullptr && !scan->template_name.empty()) {
      return Fail(Error::NotFound(
          "There is no template \"" + scan->template_name + "\" in the configuration.",
          "template_not_found"));
    }
    const config::Route* const route = RouteOf(scan->model);
    if (prompt == nullptr && route != nullptr) prompt = templates_.Find(route->template_name);
    if (prompt == nullptr) return ShapeRendered(request, *scan, {}, line);
    Result<shape::RenderedRequest> rendered =
        RenderOffline(*prompt, request, !scan->template_name.empty(), DialectOf(request), catalog_);
    if (!rendered) return Fail(rendered.error());
    const Result<json::Document> document = json::Document::ParseBorrowed(rendered->body);
    if (!document) return Fail(document.error());
    scan = Scan(document->root());
    if (!scan) return Fail(scan.error());
    const Status shaped = ShapeRendered(document->root(), *scan, *rendered, line);
    AddSaving({.step = ledger::Step::kTemplate, .tokens = rendered->tokens_saved}, line);
    return shaped;
  }

  static void AddSaving(shape::Saving saving, Line* line) {
    if (saving.tokens == 0) return;
    std::vector<shape::Saving>& savings = line->shaped.savings;
    const auto known = std::ranges::find(savings, saving.step, &shape::Saving::step);
    if (known == savings.end()) {
      savings.insert(savings.begin(), saving);
    } else {
      known->tokens += saving.tokens;
    }
  }

  const config::Route* RouteOf(std::string_view model) const {
    return config::MatchRoute(
        config_, model, [](std::string_view) { return std::nullopt; }, route_.value_or(""));
  }

  Status ShapeRendered(json::Value request, const api::RequestScan& scan,
                       const shape::RenderedRequest& rendered, Line* line) {
    std::string scratch;
    const api::EditOptions options{.most_output = rendered.most_output,
                                   .output_field = OutputFieldOf(DialectOf(request), scan.model)};
    api::SameDialectEdits(scan, request.raw(), options, &scratch).AppendTo(&line->body);
    line->scan = scan;
    const Result<json::Document> document = json::Document::ParseBorrowed(line->body);
    if (!document) return Fail(document.error());
    line->tokens_before = shape::HistoryTokens(document->root(), tokens_);
    const shape::StepInput input{.body = line->body,
                                 .request = document->root(),
                                 .farthing = request.Find("farthing"),
                                 .tokens = tokens_};
    if (Status shaped = Apply(input, line); !shaped) return shaped;
    if (!line->shaped.body.empty()) line->body = std::move(line->shaped.body);
    const Result<json::Document> after = json::Document::ParseBorrowed(line->body);
    line->tokens_after = after ? shape::HistoryTokens(after->root(), tokens_) : 0;
    return {};
  }

  shape::PrefixPrice PrefixPriceOf(const std::string& model) const {
    const std::string name = MeantModel(config_, model);
    const model::PriceBook::Found found = prices_.Find(name);
    shape::PrefixPrice price;
    if (found.prices != nullptr) price.read = model::CacheReadShare(*found.prices, now_);
    if (shape::FamilyOf(name) == shape::ModelFamily::kClaude) {
      price.least_tokens = shape::AnthropicCacheOf(name.substr(name.find('/') + 1)).least_tokens;
    }
    return price;
  }

  Status Apply(const shape::StepInput& input, Line* line) {
    const config::Route* const route = RouteOf(line->scan.model);
    config::History history;
    shape::PlanSettings settings;
    if (route != nullptr) {
      settings.limits = route->limits.value_or(config::Limits());
      settings.squeeze = route->squeeze;
      if (route->history) settings.history = &*route->history;
      if (route->narrow) settings.narrow = &*route->narrow;
    }
    if (line->budget) {
      if (settings.history != nullptr) history = *settings.history;
      history.budget = *line->budget;
      settings.history = &history;
      settings.refuse_too_small = true;
    }
    settings.prefix_price = PrefixPriceOf(line->scan.model);
    Result<shape::Shaped> shaped = shape::Shape(input, settings, embedder_);
    if (!shaped) return Fail(shaped.error());
    line->shaped = std::move(*shaped);
    return route != nullptr && route->limits ? Fit(input, settings, line) : Status();
  }

  Status Fit(const shape::StepInput& input, const shape::PlanSettings& settings, Line* line) {
    const std::string& name = line->scan.model;
    const api::ModelCounting counting = api::CountingOf(catalog_.Find(name), name);
    const std::optional<shape::InputLimit> limit =
        shape::InputLimitOf(settings.limits, counting.context, line->scan.max_tokens.value_or(0));
    if (!limit) return {};
    const std::string& body = line->shaped.body.empty() ? line->body : line->shaped.body;
    const Result<json::Document> now = json::Document::ParseBorrowed(body);
    if (!now) return Fail(now.error());
    if (shape::IsWithin(now->root(), counting.rule, *limit)) return {};
    if (settings.limits.on_excess != config::OnExcess::kTrim) {
      return Fail(shape::InputTooLarge(api::CountRequest(now->root(), counting.rule), *limit));
    }
    Result<shape::Shaped> trimmed =
        shape::ShapeToFit(input, settings, {.rule = counting.rule, .limit = *limit}, embedder_);
    if (!trimmed) return Fail(trimmed.error());
    line->shaped = std::move(*trimmed);
    return {};
  }

  const config::Config& config_;
  const model::Catalog& catalog_;
  const model::PriceBook prices_;
  const WallTime now_;
  const embed::TextEmbedder& embedder_;
  const shape::PreparedTemplates templates_;
  const std::optional<std::string> route_;
  const token::Encoder& tokens_ = *token::FindEncoder("o200k_base");
  api::RequestScanner scanner_;
};

std::string Answered(const Line& line) {
  std::string out;
  json::Writer writer(&out);
  writer.BeginObject();
  if (!line.id.empty()) writer.RawMember("id", line.id);
  writer.RawMember("request", line.body);
  writer.IntMember("tokens_before", line.tokens_before)
      .IntMember("tokens_after", line.tokens_after);
  writer.Key("steps").BeginArray();
  for (const shape::Saving& saving : line.shaped.savings) {
    writer.BeginObject().StringMember("step", ledger::NameOf(saving.step));
    writer.IntMember("tokens_saved", saving.tokens).EndObject();
  }
  writer.EndArray().EndObject();
  return out;
}

std::string Refused(const Line& line, const Error& error) {
  std::string out;
  json::Writer writer(&out);
  writer.BeginObject();
  if (!line.id.empty()) writer.RawMember("id", line.id);
  writer.Key("error").BeginObject().StringMember("message", error.message);
  writer.StringMember("code", error.slug.empty() ? "invalid_request" : error.slug);
  writer.EndObject().EndObject();
  return out;
}

int ShapeLines(std::istream& in, Shaper* shaper, const Output& output) {
  int code = kFine;
  for (std::string text; std::getline(in, text);) {
    if (text.find_first_not_of(" \t\r") == std::string::npos) continue;
    Line line;
    const Result<json::Document> document = json::Document::ParseBorrowed(text);
    const Status shaped =
        document ? shaper->Shape(document->root(), &line) : Fail(document.error());
    if (!shaped) code = kWrongInput;
    output.out << (shaped ? Answered(line) : Refused(line, shaped.error())) << '\n';
  }
  return code;
}

}  // namespace

int RunShape(const Arguments& arguments, const Output& output) {
  return ShapeFrom(SystemClock(), std::cin, arguments, output);
}

int ShapeFrom(const Clock& clock, std::istream& in, const Arguments& arguments,
              const Output& output) {
  const Result<config::Config> config = ConfigOf(arguments, config::SystemEnvironment());
  if (!config) {
    PrintError(config.error().message, output);
    return kWrongInput;
  }
  const std::optional<std::string> route = arguments.Get("--route");
  const auto is_route = [&route](const config::Route& one) { return one.name == *route; };
  if (route && std::ranges::none_of(config->routes, is_route)) {
    PrintError("there is no route '" + *route + "' in the configuration", output);
    return kWrongInput;
  }
  const auto catalog = OpenCatalog(config->data_dir, output);
  if (!catalog) {
    PrintError(catalog.error().message, output);
    return kWrongInput;
  }
  Result<Input> input = Input::Open(arguments.Get("FILE"), in);
  if (!input) {
    PrintError(input.error().message, output);
    return kWrongInput;
  }
  const auto embedder = embed::LoadedEmbedder::Load(config->embedder.table);
  if (!embedder) {
    PrintError(embedder.error().message, output);
    return kWrongInput;
  }
  Shaper shaper(*config, **catalog, **embedder, route, clock.WallNow());
  return ShapeLines(input->stream(), &shaper, output);
}

}  // namespace farthing::cli
