#include "api/own_fields.h"

#include <algorithm>
#include <string>

#include "json/document.h"

namespace farthing::api {
namespace {

constexpr std::string_view kOwnFields[] = {"documents", "filter", "pinned", "slots", "template"};

std::string Listed() {
  std::string list;
  for (const std::string_view field : kOwnFields) {
    if (!list.empty()) list += ", ";
    list.append("`").append(field).append("`");
  }
  return list;
}

// Slots without a template would pass unread.
Result<std::string> TemplateOf(json::Value farthing) {
  const json::Value named = farthing.Find("template");
  const json::Value slots = farthing.Find("slots");
  const bool is_named = named && !named.is_null();
  if (is_named && (!named.is_string() || named.string().empty())) {
    return Fail(Error::InvalidRequest("`farthing.template` must be a template's name.",
                                      "farthing.template"));
  }
  if (!slots || slots.is_null()) return std::string(named.string());
  if (!slots.is_object()) {
    return Fail(Error::InvalidRequest("`farthing.slots` must be an object.", "farthing.slots"));
  }
  if (is_named) return std::string(named.string());
  return Fail(Error::InvalidRequest(
      "`farthing.slots` needs `farthing.template`, the template whose slots they are.",
      "farthing.template"));
}

}  // namespace

Result<std::string> ReadOwnFields(std::string_view value) {
  const Result<json::Document> document = json::Document::ParseBorrowed(value);
  if (!document) return Fail(document.error());
  if (document->root().is_null()) return std::string();
  if (!document->root().is_object()) {
    return Fail(Error::InvalidRequest("`farthing` must be an object.", "farthing"));
  }
  for (const json::Value field : document->root()) {
    if (std::ranges::find(kOwnFields, field.key()) != std::end(kOwnFields)) continue;
    const std::string name = "farthing." + std::string(field.key());
    return Fail(Error::InvalidRequest(
        "`" + name + "` is nothing the gateway knows; there is " + Listed() + ".", name));
  }
  return TemplateOf(document->root());
}

}  // namespace farthing::api
