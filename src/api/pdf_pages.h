#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace farthing::api {

// The number of pages that a PDF says it has, where it says so in plain text; many keep their page
// tree compressed. Linear in the document.
std::optional<int64_t> CountPdfPages(std::string_view bytes);

}  // namespace farthing::api
