#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "shape/conversation.h"

namespace farthing::shape {

// Exchanges that stay or go together.
struct Unit {
  std::vector<size_t> exchanges;  // ascending
};

// Every exchange in one unit, in the order of their last ones: alone, but where a tool's result
// stands in a later exchange than its call. A result belongs to the last call before it that has
// its id.
std::vector<Unit> UnitsOf(const Conversation& conversation);

// The user's last message, about which a request asks; absent: the user said nothing.
std::optional<size_t> QuestionOf(const Conversation& conversation);

}  // namespace farthing::shape
