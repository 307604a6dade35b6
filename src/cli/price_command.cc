#include "cli/price_command.h"

#include <unistd.h>

#include <iostream>
#include <optional>
#include <string>

#include "base/instant.h"
#include "cli/bill_text.h"
#include "cli/data_dir.h"
#include "cli/input.h"
#include "cli/open_catalog.h"
#include "cli/run.h"
#include "config/prices.h"
#include "json/writer.h"
#include "model/model_names.h"
#include "model/price_book.h"
#include "model/provider_names.h"

namespace farthing::cli {
namespace {

// What the command line asks, checked.
struct Question {
  std::string model, service_tier, region;
  std::optional<model::UsageFormat> format;
  WallTime at;
};

tl::expected<Question, std::string> ReadQuestion(const Arguments& arguments, const Clock& clock) {
  Question question;
  question.model = arguments.Get("--model").value_or("");
  if (question.model.empty())
    return tl::unexpected(std::string("--model is missing; name the usage's model"));
  question.service_tier = arguments.Get("--service-tier").value_or("");
  question.region = arguments.Get("--region").value_or("");
  question.at = clock.WallNow();
  if (const auto dialect = arguments.Get("--dialect")) {
    question.format = model::ParseUsageFormat(*dialect);
    if (!question.format) {
      return tl::unexpected("'" + *dialect +
                            "' is not one of openai, openai-responses, anthropic, gemini, bedrock");
    }
  }
  if (const auto at = arguments.Get("--at")) {
    const std::optional<WallTime> time = ParseInstant(*at);
    if (!time) {
      return tl::unexpected("'" + *at + "' is no time; write 2026-11-01 or 2026-11-01T08:00:00Z");
    }
    question.at = *time;
  }
  return question;
}

// The name as it was asked, with the provider that was found. Another name of the same model stays
// what it is.
std::string FullName(std::string_view asked, std::string_view found) {
  const std::string provider(found.substr(0, found.find('/') + 1));
  if (asked.starts_with(provider)) return std::string(asked);
  std::string name = model::CanonicalName(asked);
  if (!name.starts_with(provider)) name = provider + std::string(asked);
  return model::LowerCase(name) == found ? std::string(found) : name;
}

class Pricing {
 public:
  Pricing(const model::PriceBook& book, const Question& question, bool as_table,
          const Output& output)
      : book_(book), question_(question), as_table_(as_table), output_(output) {}

  // Prints the bill of one usage object; false when it has no price.
  Result<bool> PriceText(std::string_view text) const {
    const Result<json::Document> document = json::Document::ParseBorrowed(text);
    if (!document) return Fail(document.error());
    const json::Value value = document->root();
    const auto found = book_.Find(question_.model);
    const std::string name = FullName(question_.model, found.name);
    const std::string_view provider = std::string_view(name).substr(0, name.find('/'));
    const model::UsageFormat format =
        question_.format ? *question_.format : model::FormatOf(provider, value);
    const Result<model::Usage> usage = model::ReadUsage(format, value, name);
    if (!usage) return Fail(usage.error());
    const Result<model::Bill> bill = book_.Price(
        question_.model, *usage, {question_.service_tier, question_.region, question_.at});
    if (!bill) return Fail(bill.error());
    output_.out << (as_table_ ? BillAsTable(name, *bill) : BillAsJson(name, *bill));
    return bill->exactness != model::Exactness::kUnpriced;
  }

  int PriceWhole(Input& input) const {
    const Result<bool> priced =
        input.ReadAll().and_then([this](const std::string& text) { return PriceText(text); });
    if (!priced) PrintError(priced.error().message, output_);
    return priced && *priced ? kFine : kWrongInput;
  }

  int PriceLines(Input& input) const {
    int code = kFine;
    for (std::string line; std::getline(input.stream(), line);) {
      if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
      const Result<bool> priced = PriceText(line);
      if (!priced) PrintLineError(priced.error());
      if (!priced || !*priced) code = kWrongInput;
    }
    return code;
  }

 private:
  // In its line's place, so that answers stay beside their questions.
  void PrintLineError(const Error& error) const {
    std::string out;
    json::Writer writer(&out);
    writer.BeginObject().Key("error").BeginObject().StringMember("message", error.message);
    writer.EndObject().EndObject();
    output_.out << out << '\n';
  }

  const model::PriceBook& book_;
  const Question& question_;
  bool as_table_;
  const Output& output_;
};

}  // namespace

int PriceFrom(const PriceWorld& world, const Arguments& arguments, const Output& output) {
  const auto question = ReadQuestion(arguments, world.clock);
  if (!question) {
    PrintError(question.error(), output);
    return kWrongUsage;
  }
  const Result<config::Config> config = ConfigOf(arguments, config::SystemEnvironment());
  Result<Input> input = Input::Open(arguments.Get("FILE"), world.in);
  const auto catalog = config ? OpenCatalog(config->data_dir, output) : nullptr;
  const Error* wrong = nullptr;
  if (!catalog) wrong = &catalog.error();
  if (!input) wrong = &input.error();
  if (!config) wrong = &config.error();
  if (wrong != nullptr) {
    PrintError(wrong->message, output);
    return kWrongInput;
  }
  const model::PriceBook book(**catalog, config::PriceOverrides(*config));
  const bool by_line = arguments.Has("--jsonl");
  const bool as_table = world.people && !by_line && !arguments.Has("--json");
  const Pricing pricing(book, *question, as_table, output);
  return by_line ? pricing.PriceLines(*input) : pricing.PriceWhole(*input);
}

int RunPrice(const Arguments& arguments, const Output& output) {
  const SystemClock clock;
  const bool people = isatty(STDOUT_FILENO) == 1;
  return PriceFrom({.in = std::cin, .clock = clock, .people = people}, arguments, output);
}

}  // namespace farthing::cli
