#include "api/own_fields.h"

#include <algorithm>
#include <string>

#include "json/document.h"

namespace farthing::api {
namespace {

constexpr std::string_view kOwnFields[] = {"pinned"};

std::string Listed() {
  std::string list;
  for (const std::string_view field : kOwnFields) {
    if (!list.empty()) list += ", ";
    list.append("`").append(field).append("`");
  }
  return list;
}

}  // namespace

Status CheckOwnFields(std::string_view value) {
  const Result<json::Document> document = json::Document::ParseBorrowed(value);
  if (!document) return Fail(document.error());
  if (document->root().is_null()) return {};
  if (!document->root().is_object()) {
    return Fail(Error::InvalidRequest("`farthing` must be an object.", "farthing"));
  }
  for (const json::Value field : document->root()) {
    if (std::ranges::find(kOwnFields, field.key()) != std::end(kOwnFields)) continue;
    const std::string name = "farthing." + std::string(field.key());
    return Fail(Error::InvalidRequest(
        "`" + name + "` is nothing the gateway knows; there is " + Listed() + ".", name));
  }
  return {};
}

}  // namespace farthing::api
