#include "cli/offline_template.h"

#include <algorithm>

#include "api/model_counting.h"
#include "shape/template/model_family.h"
#include "token/encoder.h"

namespace farthing::cli {
namespace {

constexpr std::string_view kAnthropicAlone[] = {"system", "stop_sequences", "thinking",
                                                "output_config"};

}  // namespace

api::Dialect DialectOf(json::Value request) {
  const auto has = [request](std::string_view name) {
    return static_cast<bool>(request.Find(name));
  };
  return std::ranges::any_of(kAnthropicAlone, has) ? api::Dialect::kAnthropic
                                                   : api::Dialect::kOpenAI;
}

std::string_view OutputFieldOf(api::Dialect dialect, std::string_view model) {
  const bool is_openais = model.starts_with("openai/") || model.find('/') == model.npos;
  const bool is_new = dialect == api::Dialect::kOpenAI && is_openais &&
                      shape::FamilyOf(model) == shape::ModelFamily::kGpt;
  return is_new ? "max_completion_tokens" : "max_tokens";
}

Result<shape::RenderedRequest> RenderOffline(const shape::PreparedTemplate& prepared,
                                             json::Value request, bool by_name,
                                             api::Dialect dialect, const model::Catalog& catalog) {
  std::string_view model = request.Find("model").string();
  const std::string& own = prepared.source().model;
  if (!own.empty() && (model.empty() || model == "auto")) model = own;
  const shape::TemplateUse use{.dialect = dialect,
                               .by_name = by_name,
                               .model = model,
                               .reasons = api::CountingOf(catalog.Find(model), model).reasons};
  return shape::Render(prepared, request, use, *token::FindEncoder("o200k_base"));
}

}  // namespace farthing::cli
