#include "gateway/templating.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/suggest.h"
#include "json/document.h"

namespace farthing::gateway {
namespace {

Error UnknownTemplate(const shape::PreparedTemplates& templates, const std::string& name) {
  std::vector<std::string_view> known;
  for (const shape::PreparedTemplate& one : templates.all()) known.push_back(one.source().name);
  const std::string_view meant = config::Nearest(name, known);
  return Error::NotFound(
      "There is no template \"" + name + "\"; " +
          (meant.empty() ? "farthing.template takes a name from the configuration."
                         : "did you mean \"" + std::string(meant) + "\"?"),
      "template_not_found");
}

bool TakesTemplates(const Request& request) {
  return request.http.operation == api::Operation::kChat ||
         request.http.operation == api::Operation::kCountTokens;
}

}  // namespace

Status TakeNamedTemplate(Request& request) {
  const std::string& name = request.scan.template_name;
  if (name.empty()) return {};
  if (!TakesTemplates(request)) {
    return Fail(Error::InvalidRequest(
        "farthing.template: templates are for /v1/chat/completions and /v1/messages.",
        "farthing.template"));
  }
  const shape::PreparedTemplates& templates = request.state->snapshot->templates();
  request.prompt = templates.Find(name);
  if (request.prompt == nullptr) return Fail(UnknownTemplate(templates, name));
  if (request.asked_model.empty()) request.asked_model = request.prompt->source().model;
  if (!request.asked_model.empty()) return {};
  return Fail(Error::InvalidRequest(
      "model: is required, for the template \"" + name + "\" has none of its own.", "model"));
}

void TakeRouteTemplate(Request& request) {
  const bool is_off = request.exchange.head().Find("x-farthing-shape") == "off";
  const bool is_chat = request.http.operation == api::Operation::kChat;
  if (request.prompt == nullptr && request.route != nullptr && is_chat && !is_off) {
    request.prompt = request.state->snapshot->templates().Find(request.route->template_name);
  }
  if (request.prompt == nullptr || request.asked_model != "auto") return;
  const std::string& model = request.prompt->source().model;
  if (!model.empty()) request.asked_model = model;
}

Status RenderTemplate(Request& request) {
  if (request.prompt == nullptr) return {};
  const Result<json::Document> document = json::Document::ParseBorrowed(request.body);
  if (!document) return Fail(document.error());
  const upstream::Candidate& first = request.candidates.front();
  Result<shape::RenderedRequest> rendered =
      shape::Render(*request.prompt, document->root(),
                    {.dialect = request.http.dialect,
                     .by_name = !request.scan.template_name.empty(),
                     .model = first.model,
                     .reasons = request.state->prices.Of(first)->reasons,
                     .only_counted = request.http.operation == api::Operation::kCountTokens},
                    *token::FindEncoder("o200k_base"));
  if (!rendered) return Fail(rendered.error());
  request.rendered = std::move(*rendered);
  request.body = request.rendered->body;
  Result<api::RequestScan> scan =
      request.worker.scanner.Scan(request.http.dialect, request.http.operation, request.body);
  if (!scan) return Fail(scan.error());
  request.scan = std::move(*scan);
  return {};
}

}  // namespace farthing::gateway
