#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "json/type.h"

namespace farthing::shape {

// A document in a text: <document …>TEXT</document>, or with the text in an element
// <document_content> of it, as Anthropic's page on long prompts has it.
struct MarkedDocument {
  json::Span element;  // with the blanks behind it
  json::Span text;
};

// Documents one after the other between <documents> and </documents>.
struct MarkedBlock {
  json::Span span;
  std::vector<MarkedDocument> documents;  // one at least
};

// The blocks of a text, in order. What has another form (something between the documents, an
// element that does not end, one within another) is none. Linear; any thread.
std::vector<MarkedBlock> FindMarkedBlocks(std::string_view text);

// The text without the blocks.
std::string TextBeside(std::string_view text, const std::vector<MarkedBlock>& blocks);

}  // namespace farthing::shape
