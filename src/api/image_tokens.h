#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "api/image_size.h"
#include "api/token_band.h"

namespace farthing::api {

// How a provider turns an image into tokens, after its public rules: OpenAI's "Images and vision",
// Anthropic's "Vision", Google's "Understand and count tokens".
enum class ImageMethod : uint8_t {
  kUnknown,  // nobody says: by patches of 28 pixels, in a wide band
  kTiles,    // OpenAI up to GPT-5.1: `base` and `unit` for each 512 x 512 after shrinking
  kPatches,  // OpenAI's smaller and newer models: squares of 32 pixels, so many per thousand
  kPixels,   // Claude: a token for 750 pixels after shrinking
  kGemini,   // `base` up to 384 x 384, else as much for every tile
  kFixed,    // Gemini 3: `base`, by the media resolution that was asked for
};

struct ImageRule {
  ImageMethod method = ImageMethod::kUnknown;
  int64_t base = 0;
  int64_t unit = 0;          // tokens of a tile
  int64_t permille = 1000;   // tokens for a thousand patches
  int64_t longest_edge = 0;  // in pixels; what is larger is shrunk to it
  int64_t most = 0;          // patches, or tokens of kPixels: what has more is shrunk to it
  bool is_public = false;    // the rule is public for just this model
};

// By the tokenizer's family as the catalogue has it and the model's name without its provider.
ImageRule ImageRuleFor(std::string_view family, std::string_view model);

// What an image costs, `detail` being "low", "high", "original", "auto" or empty. Without a size
// the band holds every size. Exact where the rule is public and the size is known.
TokenBand ImageTokens(const ImageRule& rule, std::optional<ImageSize> size,
                      std::string_view detail);

}  // namespace farthing::api
