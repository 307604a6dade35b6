// What a Document accepts survives a trip through the Writer, and its top level reads the same
// through the MemberScanner; a span of members removed leaves good JSON.

#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "json/document.h"
#include "json/members.h"
#include "json/splice.h"
#include "json/writer.h"

namespace farthing::json {
namespace {

void Write(Value value, Writer& out) {  // as deep as a Document: at most 128
  if (value.is_object()) {
    out.BeginObject();
    for (const Value member : value) {
      out.Key(member.key());
      Write(member, out);
    }
    out.EndObject();
  } else if (value.is_array()) {
    out.BeginArray();
    for (const Value element : value) Write(element, out);
    out.EndArray();
  } else if (value.is_string()) {
    out.String(value.string());
  } else {
    out.Raw(value.raw());
  }
}

std::string Written(const Document& document) {
  std::string text;
  Writer out(&text);
  Write(document.root(), out);
  return text;
}

void CheckMembers(std::string_view text, const Document& document) {
  MemberScanner scanner;
  const auto members = scanner.Scan(text);
  CHECK(members.has_value() == document.root().is_object());
  if (!members) return;
  CHECK(members->size() == document.root().size());
  auto value = document.root().begin();
  std::vector<size_t> every_other;
  for (size_t i = 0; i < members->size(); ++i) {
    CHECK((*members)[i].key == (*value).key());
    CHECK((*members)[i].value.In(text) == (*value).raw());
    CHECK((*members)[i].type == (*value).type());
    if (i % 2 == text.size() % 2) every_other.push_back(i);
    ++value;
  }
  Splice splice(text);
  RemoveMembers(*members, every_other, &splice);
  std::string rest;
  splice.AppendTo(&rest);
  const auto edited = Document::Parse(rest);
  CHECK(edited.has_value());
  CHECK(edited->root().size() == members->size() - every_other.size());
}

}  // namespace
}  // namespace farthing::json

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace farthing::json;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto document = Document::ParseBorrowed(text);
  if (!document) {
    MemberScanner scanner;
    (void)scanner.Scan(text);
    return 0;
  }
  const std::string once = Written(*document);
  const auto again = Document::Parse(once);
  CHECK(again.has_value());
  CHECK(Written(*again) == once);
  CheckMembers(text, *document);
  return 0;
}
