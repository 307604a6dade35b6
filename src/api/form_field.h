#pragma once

#include <optional>
#include <string_view>

#include "json/type.h"

namespace farthing::api {

// Finds the content of the form field `name` in a multipart/form-data body (RFC 7578), as audio and
// file uploads have it; nullopt when there is none, or the body is not of that form. The span is of
// `body`, so that another value can be spliced in. Pure, from any thread; linear in the body up to
// the field.
std::optional<json::Span> FindFormField(std::string_view content_type, std::string_view body,
                                        std::string_view name);

}  // namespace farthing::api
