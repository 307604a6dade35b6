#include <algorithm>

#include "upstream/sandbox/render.h"
#include "upstream/sandbox/topic.h"

namespace farthing::sandbox {
namespace {

using std::chrono::microseconds;

constexpr microseconds kFirstThought{180'000};
constexpr microseconds kPerToken{22'000};
constexpr size_t kLongestPiece = 16;

}  // namespace

int64_t Rendering::output_tokens() const {
  int64_t tokens = 0;
  for (const Choice& choice : choices) tokens += choice.output_tokens();
  return tokens;
}

int64_t Rendering::thinking_tokens() const {
  int64_t tokens = 0;
  for (const Choice& choice : choices) tokens += choice.thinking_tokens();
  return tokens;
}

std::vector<std::string_view> PiecesOf(std::string_view text) {
  std::vector<std::string_view> pieces;
  while (!text.empty()) {
    const size_t space = std::min(text.find(' ', 1), text.size());
    const std::string_view piece = CutText(text.substr(0, space), kLongestPiece);
    pieces.push_back(piece);
    text.remove_prefix(piece.size());
  }
  return pieces;
}

void EventList::Add(std::string_view type, std::string_view data, size_t text_bytes) {
  Event event;
  event.wait = events_.empty() ? kFirstThought : kPerToken * TokensOf(text_bytes);
  if (!type.empty()) event.bytes.append("event: ").append(type).append("\n");
  event.bytes.append("data: ").append(data).append("\n\n");
  events_.push_back(std::move(event));
}

}  // namespace farthing::sandbox
