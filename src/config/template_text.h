#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace farthing::config {

// A run of a template's text: fixed text, or the name of a slot.
struct TextPart {
  bool is_slot = false;
  std::string text;

  friend bool operator==(const TextPart&, const TextPart&) = default;
};

// Whether it may name a slot: a letter or '_', then letters, digits, '_' and '-', at most 64.
bool IsSlotName(std::string_view name);

// Cuts a template's text at its slots, `{{name}}` or `{{ name }}`; `\{{` is two braces that are
// text. No two parts of fixed text stand side by side, none is empty. The error is a sentence that
// says on which line of the text it is and what to do.
tl::expected<std::vector<TextPart>, std::string> ParseTemplateText(std::string_view text);

}  // namespace farthing::config
