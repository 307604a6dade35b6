#pragma once

#include <span>
#include <string>
#include <string_view>

namespace farthing::shape {

// A document as it stands in a message:
//   <document id="ID">
//   TEXT
//   </document>
struct RenderedDocument {
  std::string_view id;
  std::string_view text;
};

// The documents, one below the other, between lines <documents> and </documents>. Nothing in an id
// or a text can end its element or begin another: ids are escaped as in XML, and texts stay as they
// are but for what looks like one of these tags, whose `<` becomes &lt;.
std::string RenderDocuments(std::span<const RenderedDocument> documents);

// What stands around a text.
std::string OpenDocument(std::string_view id);
inline constexpr std::string_view kCloseDocument = "\n</document>\n";
inline constexpr std::string_view kOpenDocuments = "<documents>\n";
inline constexpr std::string_view kCloseDocuments = "</documents>";

// A text in which nothing looks like one of those tags.
std::string EscapeTags(std::string_view text);

}  // namespace farthing::shape
