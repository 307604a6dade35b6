#include "api/pdf_pages.h"

#include <algorithm>
#include <charconv>

namespace farthing::api {
namespace {

constexpr int64_t kMostPages = 100'000;

std::string_view SkipSpaces(std::string_view text) {
  const size_t at = text.find_first_not_of(" \t\r\n");
  return at == std::string_view::npos ? std::string_view() : text.substr(at);
}

// The object's text around a place: from its `obj` to its `endobj`, as far as that is near.
std::string_view ObjectAround(std::string_view bytes, size_t at) {
  constexpr size_t kNear = 4096;
  const size_t from = at < kNear ? 0 : at - kNear;
  const size_t begin = bytes.substr(from, at - from).rfind(" obj");
  const std::string_view object =
      bytes.substr(begin == std::string_view::npos ? at : from + begin, 2 * kNear);
  return object.substr(0, object.find("endobj"));
}

int64_t CountIn(std::string_view object) {
  constexpr std::string_view kCount = "/Count";
  const size_t at = object.find(kCount);
  if (at == std::string_view::npos) return 0;
  const std::string_view number = SkipSpaces(object.substr(at + kCount.size()));
  int64_t count = 0;
  std::from_chars(number.data(), number.data() + number.size(), count);
  return count;
}

}  // namespace

// Every node of the page tree counts the pages below it, so the root has the largest count.
std::optional<int64_t> CountPdfPages(std::string_view bytes) {
  constexpr std::string_view kPages = "/Pages";
  int64_t most = 0;
  for (size_t at = bytes.find(kPages); at != std::string_view::npos;
       at = bytes.find(kPages, at + kPages.size())) {
    const std::string_view before = bytes.substr(at < 8 ? 0 : at - 8, at < 8 ? at : 8);
    if (before.find("/Type") == std::string_view::npos) continue;
    most = std::max(most, CountIn(ObjectAround(bytes, at)));
  }
  if (most <= 0 || most > kMostPages) return std::nullopt;
  return most;
}

}  // namespace farthing::api
