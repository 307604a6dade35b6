#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/dialect.h"
#include "json/document.h"

namespace farthing::shape {

// The members of a request that a template goes into, as JSON.

// What a template puts among a request's messages, each of which may be empty.
struct TemplateMessages {
  std::string_view system;                   // text
  const std::vector<std::string>& examples;  // JSON of messages
  std::string_view message;                  // text of the user's last
};

// A request's messages with those of a template among them.
struct PlacedMessages {
  std::string json;    // the list
  size_t leading = 0;  // how many of the caller's stand before the examples
  size_t shift = 0;    // how far those are moved, being behind a system message that was added
};

// In Anthropic's dialect the system text is none of the messages. `messages`: the caller's, or
// missing.
PlacedMessages PlaceMessages(api::Dialect dialect, json::Value messages,
                             const TemplateMessages& added);

// A text before the content of a system message, or of Anthropic's `system`: a string, a list of
// text blocks, or missing. What was there stays byte for byte.
std::string TextBefore(std::string_view text, json::Value content);

// What remains of the member `farthing` for later steps: without the template, and with pinned
// messages found again. "" where that is nothing.
std::string RestOfFarthing(json::Value farthing, const PlacedMessages& placed, size_t examples);

}  // namespace farthing::shape
