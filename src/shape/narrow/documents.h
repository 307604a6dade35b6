#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "json/document.h"

namespace farthing::shape {

// A document that a caller gives with a request.
struct GivenDocument {
  std::string id;         // its place, counted from 1, where the caller gives none
  std::string_view text;  // lives as long as the request's Document
};

inline constexpr size_t kMostDocuments = 1000;

// Reads `"farthing": {"documents": [{"id", "text", "metadata"}…], "filter": …}`: those that the
// filter (filter.h) lets through, in their order. `id` is a string or an integer and may be absent,
// as may `metadata`, an object that is not sent. Empty: none are given, or the filter lets none
// through. Errors: kInvalidRequest with the path of what is wrong, for more than kMostDocuments
// too. Any thread.
Result<std::vector<GivenDocument>> ReadDocuments(json::Value farthing);

}  // namespace farthing::shape
