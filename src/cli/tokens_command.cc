#include "cli/tokens_command.h"

#include <cmath>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/model_counting.h"
#include "api/request_tokens.h"
#include "cli/data_dir.h"
#include "cli/input.h"
#include "cli/open_catalog.h"
#include "cli/run.h"
#include "config/environment.h"
#include "json/writer.h"
#include "model/catalog.h"
#include "token/load_tokenizer.h"

namespace farthing::cli {
namespace {

constexpr std::string_view kDefaultEncoding = "o200k_base";

// How everything is counted.
struct Counting {
  api::CountingRule rule;
  bool with_ids = false;
  std::shared_ptr<const token::Tokenizer> own;  // which the rule names; null: it is built in
};

Result<Counting> RuleOfEncoding(const std::string& encoding) {
  Result<std::unique_ptr<const token::Tokenizer>> tokenizer = token::LoadTokenizer(encoding);
  if (!tokenizer) return Fail(tokenizer.error());
  Counting counting;
  // A chat's form is that of the models that have the encoding.
  counting.rule = api::RuleFor(kDefaultEncoding, "gpt-4o");
  counting.own = std::move(*tokenizer);
  counting.rule.tokenizer = counting.own.get();
  return counting;
}

api::TokenBand CountText(const api::CountingRule& rule, std::string_view text) {
  const auto tokens = static_cast<int64_t>(rule.tokenizer->Count(text));
  if (rule.ratio == nullptr) return api::TokenBand::Exactly(tokens);
  const token::TokenEstimate estimate = rule.ratio->Estimate({tokens});
  return api::TokenBand::Between(static_cast<int64_t>(std::floor(estimate.low)),
                                 std::llround(estimate.tokens),
                                 static_cast<int64_t>(std::ceil(estimate.high)));
}

class TokensPrinter {
 public:
  TokensPrinter(const Counting& counting, const Output& output)
      : counting_(counting), output_(output) {}

  void Text(std::string_view text) {
    ids_.clear();
    if (counting_.with_ids) counting_.rule.tokenizer->Encode(text, &ids_);
    Print(CountText(counting_.rule, text), counting_.with_ids);
  }

  Status Line(std::string_view line) {
    const Result<json::Document> document = json::Document::ParseBorrowed(line);
    if (!document) return Fail(document.error());
    const json::Value value = document->root();
    if (value.is_string()) {
      Text(value.string());
    } else if (value.is_object()) {
      // The ids of a chat are known to its provider alone: they hold the form's own.
      Print(api::CountRequest(value, counting_.rule).total, false);
    } else {
      return Fail(Error::InvalidRequest("A line must be a JSON string or a request object."));
    }
    return {};
  }

  int Lines(std::istream& in) {
    int code = kFine;
    for (std::string line; std::getline(in, line);) {
      if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
      if (const Status counted = Line(line); !counted) {
        PrintLineError(counted.error());
        code = kWrongInput;
      }
    }
    return code;
  }

 private:
  void Print(const api::TokenBand& band, bool with_ids) {
    line_.clear();
    json::Writer writer(&line_);
    writer.BeginObject().IntMember("tokens", band.tokens).Key("exact").Bool(band.exact);
    writer.IntMember("low", band.low).IntMember("high", band.high);
    if (with_ids) {
      writer.Key("ids").BeginArray();
      for (const uint32_t id : ids_) writer.Int(id);
      writer.EndArray();
    }
    writer.EndObject();
    output_.out << line_ << '\n';
  }

  // In its line's place, so that answers stay beside their questions.
  void PrintLineError(const Error& error) {
    line_.clear();
    json::Writer writer(&line_);
    writer.BeginObject().Key("error").BeginObject().StringMember("message", error.message);
    writer.EndObject().EndObject();
    output_.out << line_ << '\n';
  }

  const Counting& counting_;
  const Output& output_;
  std::vector<uint32_t> ids_;
  std::string line_;
};

// The model of the configuration that a name means; null: it says nothing of it.
const config::Model* CardOf(const config::Config& config, std::string_view name,
                            std::string_view full_name) {
  for (const config::Model& model : config.models) {
    if (model.name == name || model.name == full_name) return &model;
  }
  return nullptr;
}

Result<Counting> CountingByModel(const std::string& name, const Arguments& arguments,
                                 const Output& output) {
  const Result<config::Config> config = ConfigOf(arguments, config::SystemEnvironment());
  if (!config) return Fail(config.error());
  const auto catalog = OpenCatalog(config->data_dir, output);
  if (!catalog) return Fail(catalog.error());
  const model::Model* const found = (*catalog)->Find(name);
  const std::string_view full = found != nullptr ? found->name() : std::string_view(name);
  Counting counting{.rule = api::CountingOf(found, full).rule};
  const config::Model* const card = CardOf(*config, name, full);
  if (card == nullptr || card->tokenizer.empty()) return counting;
  Result<std::unique_ptr<const token::Tokenizer>> own = token::LoadTokenizer(card->tokenizer);
  if (!own) return Fail(own.error());
  counting.own = std::move(*own);
  counting.rule.tokenizer = counting.own.get();
  counting.rule.ratio = nullptr;
  return counting;
}

}  // namespace

int RunTokens(const Arguments& arguments, const Output& output) {
  return TokensFrom(std::cin, arguments, output);
}

int TokensFrom(std::istream& in, const Arguments& arguments, const Output& output) {
  const auto model = arguments.Get("--model");
  if (model && arguments.Get("--encoding")) {
    PrintError("--model and --encoding exclude each other", output);
    return kWrongUsage;
  }
  auto counting =
      RuleOfEncoding(arguments.Get("--encoding").value_or(std::string(kDefaultEncoding)));
  if (!counting) {
    PrintError(counting.error().message, output);
    return kWrongUsage;
  }
  if (model) {
    counting = CountingByModel(*model, arguments, output);
    if (!counting) {
      PrintError(counting.error().message, output);
      return kWrongInput;
    }
  }
  counting->with_ids = arguments.Has("--ids");
  if (counting->with_ids && counting->rule.ratio != nullptr) {
    PrintError("nobody publishes the tokens of " + *model + "; leave out --ids", output);
    return kWrongInput;
  }
  Result<Input> input = Input::Open(arguments.Get("FILE"), in);
  if (!input) {
    PrintError(input.error().message, output);
    return kWrongInput;
  }
  TokensPrinter printer(*counting, output);
  if (arguments.Has("--jsonl")) return printer.Lines(input->stream());
  const Result<std::string> text = input->ReadAll();
  if (!text) {
    PrintError(text.error().message, output);
    return kWrongInput;
  }
  printer.Text(*text);
  return kFine;
}

}  // namespace farthing::cli
