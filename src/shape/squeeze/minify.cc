#include "shape/squeeze/minify.h"

namespace farthing::shape {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

// The offset behind the string that begins at `at`.
size_t StringEnd(std::string_view json, size_t at) {
  for (++at; at < json.size() && json[at] != '"'; ++at) {
    if (json[at] == '\\') ++at;
  }
  return at + 1;
}

}  // namespace

void AppendMinified(std::string_view json, std::string* out) {
  size_t at = json.find_first_not_of(kSpace);
  while (at != json.npos && at < json.size()) {
    size_t end = json.find_first_of(" \t\r\n\"", at);
    if (end != json.npos && json[end] == '"') end = StringEnd(json, end);
    out->append(json.substr(at, end == json.npos ? end : end - at));
    at = end == json.npos ? end : json.find_first_not_of(kSpace, end);
  }
}

}  // namespace farthing::shape
