#include "token/repair.h"

#include <simdjson.h>

#include "base/utf8.h"

namespace farthing::token {

std::string_view Repair(std::string_view text, std::string* repaired) {
  if (simdjson::validate_utf8(text.data(), text.size())) return text;
  AppendLossyUtf8(text, repaired);
  return *repaired;
}

}  // namespace farthing::token
