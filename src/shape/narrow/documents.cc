#include "shape/narrow/documents.h"

#include <optional>

#include "shape/narrow/filter.h"

namespace farthing::shape {
namespace {

constexpr std::string_view kPath = "farthing.documents";

std::optional<Error> CheckMember(json::Value member, const std::string& path) {
  const std::string_view key = member.key();
  const std::string at = path + "." + std::string(key);
  if (key == "id") {
    if (member.is_string() || member.integer() || member.is_null()) return std::nullopt;
    return Error::InvalidRequest("`" + at + "` must be a string or an integer.", at);
  }
  if (key == "text") {
    if (member.is_string()) return std::nullopt;
    return Error::InvalidRequest("`" + at + "` must be a string.", at);
  }
  if (key == "metadata") {
    if (member.is_object() || member.is_null()) return std::nullopt;
    return Error::InvalidRequest("`" + at + "` must be an object.", at);
  }
  return Error::InvalidRequest(
      "`" + at + "` is nothing a document has: there are `id`, `text` and `metadata`.", at);
}

std::optional<Error> CheckDocument(json::Value document, const std::string& path) {
  if (!document.is_object()) {
    return Error::InvalidRequest("`" + path + "` must be an object with a `text`.", path);
  }
  for (const json::Value member : document) {
    if (auto error = CheckMember(member, path)) return error;
  }
  if (document.Find("text")) return std::nullopt;
  return Error::InvalidRequest("`" + path + "` has no `text`.", path);
}

std::string IdOf(json::Value document, size_t place) {
  const json::Value id = document.Find("id");
  if (id.is_string()) return std::string(id.string());
  return std::to_string(id.integer().value_or(static_cast<int64_t>(place) + 1));
}

std::optional<Error> CheckList(json::Value documents, json::Value filter) {
  const std::string path(kPath);
  if (!documents) {
    if (!filter) return std::nullopt;
    return Error::InvalidRequest(
        "`farthing.filter` chooses among `farthing.documents`, and there are none.",
        "farthing.filter");
  }
  if (!documents.is_array()) {
    return Error::InvalidRequest("`" + path + "` must be a list of documents.", path);
  }
  if (documents.size() > kMostDocuments) {
    return Error::InvalidRequest("`" + path + "` has " + std::to_string(documents.size()) +
                                     " documents, more than " + std::to_string(kMostDocuments) +
                                     ": let a search choose among them first.",
                                 path);
  }
  return std::nullopt;
}

}  // namespace

Result<std::vector<GivenDocument>> ReadDocuments(json::Value farthing) {
  const json::Value documents = farthing.Find("documents"), condition = farthing.Find("filter");
  if (auto error = CheckList(documents, condition)) return Fail(*std::move(error));
  Result<Filter> filter = Filter();
  if (condition && !condition.is_null()) filter = Filter::Read(condition);
  if (!filter) return Fail(filter.error());
  std::vector<GivenDocument> given;
  size_t place = 0;
  for (const json::Value document : documents) {
    const std::string path = std::string(kPath) + "[" + std::to_string(place) + "]";
    if (auto error = CheckDocument(document, path)) return Fail(*std::move(error));
    if (filter->Accepts(document.Find("metadata"))) {
      given.push_back({IdOf(document, place), document.Find("text").string()});
    }
    ++place;
  }
  return given;
}

}  // namespace farthing::shape
