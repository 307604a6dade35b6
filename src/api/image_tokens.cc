#include "api/image_tokens.h"

#include <algorithm>
#include <cmath>

namespace farthing::api {
namespace {

constexpr int64_t kTileBox = 2048;
constexpr int64_t kTileShortSide = 768;
constexpr int64_t kTile = 512;
constexpr int64_t kPatch = 32;
constexpr int64_t kMostOriginalPatches = 10'000;
constexpr int64_t kOriginalEdge = 6000;
constexpr ImageSize kLowDetail{512, 512};
constexpr ImageSize kUsualSize{1024, 1024};
constexpr int64_t kPixelsPerToken = 750;
// Newer pages of Anthropic's count squares of 28 pixels: a little less than the older rule.
constexpr int64_t kClaudePatch = 28;
constexpr int64_t kGeminiSmall = 384;
constexpr int64_t kGeminiTile = 768;
constexpr int64_t kMostGeminiTiles = 16;
// Of a rule that is not public: it has been seen so far off.
constexpr int64_t kLowPercent = 70, kHighPercent = 140;
constexpr int64_t kUnknownLow = 64, kUnknownMost = 16'384;

int64_t CeilDiv(int64_t value, int64_t unit) { return (value + unit - 1) / unit; }

ImageSize Scaled(ImageSize size, double factor) {
  const auto scale = [factor](int64_t side) {
    return std::max<int64_t>(1, static_cast<int64_t>(static_cast<double>(side) * factor));
  };
  return {scale(size.width), scale(size.height)};
}

ImageSize ShrunkTo(ImageSize size, ImageSize box) {
  const double factor =
      std::min(static_cast<double>(box.width) / static_cast<double>(size.width),
               static_cast<double>(box.height) / static_cast<double>(size.height));
  return factor < 1 ? Scaled(size, factor) : size;
}

int64_t TilesOf(ImageSize size) {
  size = ShrunkTo(size, {kTileBox, kTileBox});
  const int64_t short_side = std::min(size.width, size.height);
  if (short_side > kTileShortSide) {
    size = Scaled(size, static_cast<double>(kTileShortSide) / static_cast<double>(short_side));
  }
  return CeilDiv(size.width, kTile) * CeilDiv(size.height, kTile);
}

// As OpenAI shrinks to a budget of patches: first by the area, then so that whole patches fill the
// side that would be cut.
int64_t PatchesOf(ImageSize size, int64_t longest_edge, int64_t most) {
  size = ShrunkTo(size, {longest_edge, longest_edge});
  const int64_t patches = CeilDiv(size.width, kPatch) * CeilDiv(size.height, kPatch);
  if (patches <= most) return patches;
  const auto width = static_cast<double>(size.width), height = static_cast<double>(size.height);
  const double side = kPatch;
  const double shrink = std::sqrt(side * side * static_cast<double>(most) / (width * height));
  const double across = width * shrink / side, down = height * shrink / side;
  const double adjust = std::min(std::floor(across) / across, std::floor(down) / down);
  const auto fitted = static_cast<int64_t>(std::ceil(across * adjust - 1e-9)) *
                      static_cast<int64_t>(std::ceil(down * adjust - 1e-9));
  return std::clamp<int64_t>(fitted, 1, most);
}

int64_t PatchTokens(const ImageRule& rule, ImageSize size, std::string_view detail) {
  int64_t edge = rule.longest_edge, most = rule.most;
  if (detail == "low") size = ShrunkTo(size, kLowDetail);
  if (detail == "original") edge = kOriginalEdge, most = kMostOriginalPatches;
  return CeilDiv(PatchesOf(size, edge, most) * rule.permille, 1000);
}

TokenBand PixelTokens(const ImageRule& rule, ImageSize size) {
  size = ShrunkTo(size, {rule.longest_edge, rule.longest_edge});
  const int64_t by_area = CeilDiv(size.width * size.height, kPixelsPerToken);
  const int64_t by_patch = CeilDiv(size.width, kClaudePatch) * CeilDiv(size.height, kClaudePatch);
  const int64_t likely = std::min(rule.most, by_area);
  const int64_t other = std::min(rule.most, by_patch);
  return TokenBand::Between(std::min(likely, other) * 95 / 100, likely,
                            std::max(likely, other) + 8);
}

int64_t GeminiTokens(const ImageRule& rule, ImageSize size) {
  if (size.width <= kGeminiSmall && size.height <= kGeminiSmall) return rule.base;
  const int64_t tiles = CeilDiv(size.width, kGeminiTile) * CeilDiv(size.height, kGeminiTile);
  return rule.base * std::min(tiles, kMostGeminiTiles);
}

TokenBand Judged(const ImageRule& rule, int64_t tokens) {
  if (rule.is_public) return TokenBand::Exactly(tokens);
  return TokenBand::Between(tokens * kLowPercent / 100, tokens, tokens * kHighPercent / 100);
}

TokenBand SizedTokens(const ImageRule& rule, ImageSize size, std::string_view detail) {
  switch (rule.method) {
    case ImageMethod::kTiles:
      return Judged(rule, detail == "low" ? rule.base : rule.base + rule.unit * TilesOf(size));
    case ImageMethod::kPatches:
      return Judged(rule, PatchTokens(rule, size, detail));
    case ImageMethod::kPixels:
      return PixelTokens(rule, size);
    case ImageMethod::kGemini:
      return Judged(rule, GeminiTokens(rule, size));
    case ImageMethod::kFixed:
      return TokenBand::Between(detail == "low" ? rule.base / 4 : rule.base / 2, rule.base,
                                rule.base * 2);
    case ImageMethod::kUnknown:
      break;
  }
  const int64_t patches = CeilDiv(size.width, kClaudePatch) * CeilDiv(size.height, kClaudePatch);
  const int64_t likely = std::clamp(patches, kUnknownLow, kUnknownMost);
  return TokenBand::Between(kUnknownLow, likely, std::max<int64_t>(likely * 2, 1600));
}

}  // namespace

TokenBand ImageTokens(const ImageRule& rule, std::optional<ImageSize> size,
                      std::string_view detail) {
  if (size) return SizedTokens(rule, *size, detail);
  if (rule.method == ImageMethod::kTiles && detail == "low") return Judged(rule, rule.base);
  constexpr ImageSize kSmallest{1, 1}, kLargest{1 << 14, 1 << 14};
  constexpr ImageSize kLargestTiles{4096, 1536};  // fills the box on one side only
  const bool tiles = rule.method == ImageMethod::kTiles;
  const TokenBand most = SizedTokens(rule, tiles ? kLargestTiles : kLargest, detail);
  return TokenBand::Between(SizedTokens(rule, kSmallest, detail).low,
                            SizedTokens(rule, kUsualSize, detail).tokens, most.high);
}

}  // namespace farthing::api
