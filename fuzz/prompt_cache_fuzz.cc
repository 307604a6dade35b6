#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "json/document.h"
#include "shape/marks/mark_writer.h"

// Of any request, the marked one is JSON, has the same prefixes and no more marks than a provider
// takes, and no place for one more that was not there.
namespace {

using namespace farthing;

void Mark(shape::CacheFamily family, std::string_view body) {
  const auto request = json::Document::ParseBorrowed(body);
  if (!request || !request->root().is_object() || request->root().size() == 0) return;
  const shape::RequestPrefix prefix = shape::ReadPrefix(family, request->root(), body, 1);
  const size_t most = shape::FreeMarks(family, prefix);
  std::vector<size_t> places;
  for (size_t i = 0; i < prefix.places.size() && places.size() < most; ++i) {
    if (!prefix.places[i].is_marked) places.push_back(i);
  }
  const std::string marked = shape::WriteMarks(family, body, prefix, {.places = places});
  const auto after = json::Document::ParseBorrowed(marked);
  CHECK(after.has_value());
  const shape::RequestPrefix again = shape::ReadPrefix(family, after->root(), marked, 1);
  CHECK(again.places.size() == prefix.places.size());
  for (size_t i = 0; i < again.places.size(); ++i) {
    CHECK(again.places[i].point.hash == prefix.places[i].point.hash);
  }
  CHECK(again.marks == prefix.marks + places.size());
  CHECK(again.conversation == prefix.conversation);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  Mark(shape::CacheFamily::kMarks, body);
  Mark(shape::CacheFamily::kKeyMarks, body);
  return 0;
}
