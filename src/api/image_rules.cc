#include <array>

#include "api/image_tokens.h"

namespace farthing::api {
namespace {

constexpr ImageRule Tiles(int64_t base, int64_t unit) {
  return {.method = ImageMethod::kTiles, .base = base, .unit = unit, .is_public = true};
}

constexpr ImageRule Patches(int64_t permille, int64_t longest_edge, int64_t most, bool is_public) {
  return {.method = ImageMethod::kPatches,
          .permille = permille,
          .longest_edge = longest_edge,
          .most = most,
          .is_public = is_public};
}

constexpr ImageRule Pixels(int64_t longest_edge, int64_t most) {
  return {.method = ImageMethod::kPixels, .longest_edge = longest_edge, .most = most};
}

constexpr int64_t kAnyEdge = int64_t{1} << 20;

struct NamedRule {
  std::string_view prefix;
  ImageRule rule;
};

// The first whose prefix the model's name has.
constexpr auto kOpenAI = std::to_array<NamedRule>({
    {"gpt-4o-mini", Tiles(2833, 5667)},
    {"gpt-4.1-mini", Patches(1620, kAnyEdge, 1536, true)},
    {"gpt-4.1-nano", Patches(2460, kAnyEdge, 1536, true)},
    {"gpt-4", Tiles(85, 170)},
    {"chatgpt-4o", Tiles(85, 170)},
    {"gpt-5-mini", Patches(1620, kAnyEdge, 1536, true)},
    {"gpt-5-nano", Patches(2460, kAnyEdge, 1536, true)},
    {"gpt-5.1", Tiles(70, 140)},
    {"gpt-5.2", Patches(1000, kAnyEdge, 1536, false)},
    {"gpt-5.3", Patches(1000, kAnyEdge, 1536, false)},
    {"gpt-5.", Patches(1200, 2048, 2500, false)},
    {"gpt-5", Tiles(70, 140)},
    {"gpt-", Patches(1200, 2048, 2500, false)},
    {"o1", Tiles(75, 150)},
    {"o3", Tiles(75, 150)},
    {"o4-mini", Patches(1720, kAnyEdge, 1536, true)},
    {"computer-use-preview", Tiles(65, 129)},
});

constexpr ImageRule kGeminiTiles{.method = ImageMethod::kGemini, .base = 258};
constexpr ImageRule kGemini3{.method = ImageMethod::kFixed, .base = 1120};

}  // namespace

ImageRule ImageRuleFor(std::string_view family, std::string_view model) {
  if (family == "claude") return Pixels(1568, 1600);
  if (family == "claude_4_7") return Pixels(2576, 4784);
  if (family == "gemini") return model.starts_with("gemini-3") ? kGemini3 : kGeminiTiles;
  if (family != "o200k_base" && family != "cl100k_base") return {};
  for (const NamedRule& named : kOpenAI) {
    if (model.starts_with(named.prefix)) return named.rule;
  }
  return {};
}

}  // namespace farthing::api
