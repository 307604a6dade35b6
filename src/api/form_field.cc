#include "api/form_field.h"

#include <algorithm>
#include <string>

namespace farthing::api {
namespace {

constexpr std::string_view kBlank = "\r\n\r\n";

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool StartsWithIgnoringCase(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() && std::equal(lower.begin(), lower.end(), text.begin(),
                                                   [](char a, char b) { return a == Lower(b); });
}

size_t FindIgnoringCase(std::string_view text, std::string_view lower) {
  const auto found = std::search(text.begin(), text.end(), lower.begin(), lower.end(),
                                 [](char a, char b) { return Lower(a) == b; });
  return found == text.end() ? std::string_view::npos : static_cast<size_t>(found - text.begin());
}

// The value of `parameter=`, quoted or not, that follows a semicolon.
std::string_view Parameter(std::string_view header, std::string_view parameter) {
  while (true) {
    const size_t at = FindIgnoringCase(header, parameter);
    if (at == std::string_view::npos) return {};
    const std::string_view before = header.substr(0, at);
    std::string_view rest = header.substr(at + parameter.size());
    const size_t last = before.find_last_not_of(" \t");
    const bool starts = last != std::string_view::npos && before[last] == ';';
    if (!starts || !rest.starts_with('=')) {
      header = rest;
      continue;
    }
    rest.remove_prefix(1);
    if (rest.starts_with('"')) return rest.substr(1, rest.find('"', 1) - 1);
    return rest.substr(0, rest.find_first_of("; \t\r\n"));
  }
}

bool Names(std::string_view part_head, std::string_view name) {
  static constexpr std::string_view kDisposition = "content-disposition:";
  while (!part_head.empty()) {
    const size_t end = std::min(part_head.find("\r\n"), part_head.size());
    const std::string_view line = part_head.substr(0, end);
    if (StartsWithIgnoringCase(line, kDisposition)) return Parameter(line, "name") == name;
    part_head.remove_prefix(std::min(end + 2, part_head.size()));
  }
  return false;
}

}  // namespace

std::optional<json::Span> FindFormField(std::string_view content_type, std::string_view body,
                                        std::string_view name) {
  if (!StartsWithIgnoringCase(content_type, "multipart/form-data")) return std::nullopt;
  const std::string_view boundary = Parameter(content_type, "boundary");
  if (boundary.empty()) return std::nullopt;
  const std::string delimiter = "--" + std::string(boundary);
  const std::string line_delimiter = "\r\n" + delimiter;
  size_t at = body.starts_with(delimiter) ? delimiter.size() : std::string_view::npos;
  while (at != std::string_view::npos && body.substr(at, 2) == "\r\n") {
    const size_t head = at + 2;
    const size_t blank = body.find(kBlank, at);
    if (blank == std::string_view::npos) return std::nullopt;
    const size_t content = blank + kBlank.size();
    const size_t end = body.find(line_delimiter, content);
    if (end == std::string_view::npos) return std::nullopt;
    if (blank > head && Names(body.substr(head, blank - head), name)) {
      return json::Span{content, end - content};
    }
    at = end + line_delimiter.size();
  }
  return std::nullopt;
}

}  // namespace farthing::api
