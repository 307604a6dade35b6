#pragma once

#include <string>

#include "model/catalog_diff.h"

namespace farthing::cli {

// The difference for people, long lists cut short; empty where there is none. `gone`: what to say
// of the models that are gone.
std::string DiffAsText(const model::CatalogDiff& diff, std::string_view gone);

// All of it as JSON, a line: {"new":[…],"gone":[…],"changed":[{"model","prices":[{"from"?,
// "lines":[{"line","before"?,"after"?}]}]}],"other_changes","installed"}.
std::string DiffAsJson(const model::CatalogDiff& diff, bool installed);

}  // namespace farthing::cli
