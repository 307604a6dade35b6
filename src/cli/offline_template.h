#pragma once

#include <optional>
#include <string_view>

#include "api/dialect.h"
#include "base/error.h"
#include "json/document.h"
#include "model/catalog.h"
#include "shape/template/render.h"

namespace farthing::cli {

// The dialect of a chat request that nobody has named: Anthropic's where it has a member that is
// Anthropic's alone.
api::Dialect DialectOf(json::Value request);

// What a model's provider calls the limit of an answer, in that dialect.
std::string_view OutputFieldOf(api::Dialect dialect, std::string_view model);

// A request put into a template as the gateway would for the model that the request, or else the
// template, names. Errors: shape::Render's.
Result<shape::RenderedRequest> RenderOffline(const shape::PreparedTemplate& prepared,
                                             json::Value request, bool by_name,
                                             api::Dialect dialect, const model::Catalog& catalog);

}  // namespace farthing::cli
