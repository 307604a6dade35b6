#include "model/token_class.h"

namespace farthing::model {

std::string_view NameOf(TokenClass token_class) {
  static constexpr std::array<std::string_view, kTokenClasses> kNames = {
      "fresh",    "cache_read",   "cache_write_5m", "cache_write_1h", "output",    "reasoning",
      "audio_in", "audio_cached", "audio_out",      "image_in",       "image_out", "image_cached"};
  return kNames[static_cast<size_t>(token_class)];
}

}  // namespace farthing::model
