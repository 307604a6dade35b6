// However a stream is cut into chunks, its events are the same, and their bytes in a row are the
// stream. The first byte of the input is the size of the chunks.

#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/check.h"
#include "net/sse.h"

namespace farthing::net {
namespace {

constexpr size_t kMaxEvent = 256;

using Read = std::tuple<std::string, std::string, std::string, std::string, bool>;

struct Outcome {
  std::vector<Read> events;
  bool too_large = false;
  bool incomplete = false;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome Decode(std::string_view text, size_t chunk_size) {
  Outcome outcome;
  SseDecoder decoder(kMaxEvent);
  SseEvent event;
  const auto drain = [&] {
    SseDecoder::Outcome next = decoder.Next(&event);
    for (; next == SseDecoder::Outcome::kEvent; next = decoder.Next(&event)) {
      outcome.events.emplace_back(event.event, event.data, event.id, event.raw, event.has_data);
    }
    outcome.too_large = next == SseDecoder::Outcome::kTooLarge;
  };
  for (size_t at = 0; at < text.size(); at += chunk_size) {
    const std::string_view chunk = text.substr(at, chunk_size);
    const std::vector<char> copy(chunk.begin(), chunk.end());
    decoder.Feed({copy.data(), copy.size()});
    drain();
  }
  decoder.End();
  drain();
  outcome.incomplete = !outcome.too_large && decoder.incomplete();
  return outcome;
}

}  // namespace
}  // namespace farthing::net

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace farthing::net;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Outcome whole = Decode(text, text.size() + 1);
  CHECK(Decode(text, data[0] % 32 + 1) == whole);
  std::string raws;
  for (const Read& read : whole.events) raws += std::get<3>(read);
  CHECK(text.starts_with(raws));
  return 0;
}
