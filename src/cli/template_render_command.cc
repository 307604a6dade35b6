#include "cli/template_render_command.h"

#include <fmt/format.h>

#include <iostream>
#include <optional>
#include <string>

#include "api/request_scan.h"
#include "cli/configured_templates.h"
#include "cli/input.h"
#include "cli/offline_template.h"
#include "cli/open_catalog.h"
#include "cli/run.h"
#include "json/writer.h"
#include "shape/template/model_family.h"
#include "token/encoder.h"

namespace farthing::cli {
namespace {

constexpr std::string_view kCallersMessage = "(the caller's messages)";

Result<api::Dialect> DialectFor(const Arguments& arguments, const std::string& model) {
  const auto named = arguments.Get("--dialect");
  if (!named) {
    const bool is_claude = shape::FamilyOf(model) == shape::ModelFamily::kClaude;
    return is_claude ? api::Dialect::kAnthropic : api::Dialect::kOpenAI;
  }
  if (*named == "openai") return api::Dialect::kOpenAI;
  if (*named == "anthropic") return api::Dialect::kAnthropic;
  return Fail(Error::InvalidRequest("'" + *named + "' is not one of openai, anthropic"));
}

Result<std::string> ReadSlots(std::istream& in, const Arguments& arguments) {
  const std::optional<std::string> file = arguments.Get("--slots");
  if (!file) return std::string("{}");
  Result<Input> input = Input::Open(file, in);
  if (!input) return Fail(input.error());
  Result<std::string> text = input->ReadAll();
  if (!text) return Fail(text.error());
  const Result<json::Document> slots = json::Document::ParseBorrowed(*text);
  if (!slots) return Fail(slots.error());
  if (!slots->root().is_object()) {
    return Fail(Error::InvalidRequest("the slots must be a JSON object: {\"name\": \"value\"}"));
  }
  return std::string(slots->root().raw());
}

// What a caller would send.
std::string RequestOf(const shape::PreparedTemplate& prepared, const std::string& model,
                      std::string_view slots, std::optional<int64_t> max_tokens) {
  std::string request;
  json::Writer writer(&request);
  writer.BeginObject();
  if (!model.empty()) writer.StringMember("model", model);
  if (max_tokens) writer.IntMember("max_tokens", *max_tokens);
  if (prepared.message().empty()) {
    writer.Key("messages").BeginArray().BeginObject();
    writer.StringMember("role", "user").StringMember("content", kCallersMessage);
    writer.EndObject().EndArray();
  }
  writer.Key("farthing").BeginObject().StringMember("template", prepared.source().name);
  writer.RawMember("slots", slots).EndObject().EndObject();
  return request;
}

// As it is sent: without `farthing`, with the cap on the answer.
Result<std::string> SentOf(const shape::RenderedRequest& rendered, api::Dialect dialect) {
  api::RequestScanner scanner;
  const Result<api::RequestScan> scan =
      scanner.Scan(dialect, api::Operation::kPassThrough, rendered.body);
  if (!scan) return Fail(scan.error());
  const api::EditOptions options{.most_output = rendered.most_output,
                                 .output_field = OutputFieldOf(dialect, scan->model)};
  std::string scratch, sent;
  api::SameDialectEdits(*scan, rendered.body, options, &scratch).AppendTo(&sent);
  return sent;
}

void PrintText(std::string_view role, std::string_view text, const Output& output) {
  const size_t tokens = token::FindEncoder("o200k_base")->Count(text);
  output.out << fmt::format("== {}, {} tokens\n{}\n", role, tokens, text);
}

// Texts as they are read, all else as it stands.
void PrintForPeople(json::Value request, const Output& output) {
  for (const json::Value member : request) {
    if (member.key() == "messages" || member.key() == "system") continue;
    output.out << member.key() << ": " << (member.is_string() ? member.string() : member.raw())
               << '\n';
  }
  if (const json::Value system = request.Find("system")) {
    PrintText("system", system.string(), output);
  }
  for (const json::Value message : request.Find("messages")) {
    PrintText(message.Find("role").string(), message.Find("content").string(), output);
  }
}

Result<std::string> Rendered(std::istream& in, const ConfiguredTemplates& configured,
                             const Arguments& arguments, const Output& output) {
  const auto chosen = configured.Named({*arguments.Get("NAME")});
  if (!chosen) return Fail(chosen.error());
  const shape::PreparedTemplate& prepared = *chosen->front();
  const std::string model =
      MeantModel(configured.config(), arguments.Get("--model").value_or(prepared.source().model));
  const Result<api::Dialect> dialect = DialectFor(arguments, model);
  if (!dialect) return Fail(dialect.error());
  const Result<std::string> slots = ReadSlots(in, arguments);
  if (!slots) return Fail(slots.error());
  const auto catalog = OpenCatalog(configured.config().data_dir, output);
  if (!catalog) return Fail(catalog.error());
  std::optional<int64_t> max_tokens;  // which Anthropic demands
  if (*dialect == api::Dialect::kAnthropic) max_tokens = configured.config().default_max_tokens;
  const std::string request = RequestOf(prepared, model, *slots, max_tokens);
  const Result<json::Document> document = json::Document::ParseBorrowed(request);
  if (!document) return Fail(document.error());
  const Result<shape::RenderedRequest> rendered =
      RenderOffline(prepared, document->root(), true, *dialect, **catalog);
  if (!rendered) return Fail(rendered.error());
  for (const std::string& warning : rendered->warnings) PrintError(warning, output);
  return SentOf(*rendered, *dialect);
}

}  // namespace

int RunTemplateRender(const Arguments& arguments, const Output& output) {
  return RenderTemplateFrom(std::cin, arguments, output);
}

int RenderTemplateFrom(std::istream& in, const Arguments& arguments, const Output& output) {
  const Result<ConfiguredTemplates> configured = ConfiguredTemplates::Open(arguments);
  if (!configured) {
    PrintError(configured.error().message, output);
    return kWrongInput;
  }
  const Result<std::string> sent = Rendered(in, *configured, arguments, output);
  if (!sent) {
    PrintError(sent.error().message, output);
    return kWrongInput;
  }
  if (arguments.Has("--json")) {
    output.out << *sent << '\n';
    return kFine;
  }
  const Result<json::Document> request = json::Document::ParseBorrowed(*sent);
  if (request) PrintForPeople(request->root(), output);
  return kFine;
}

}  // namespace farthing::cli
