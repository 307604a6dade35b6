#include "api/stream_sum.h"

#include <gtest/gtest.h>

namespace farthing::api {
namespace {

Status Drain(net::SseDecoder* decoder, StreamTranslator* translator, std::string* out) {
  net::SseEvent event;
  while (decoder->Next(&event) == net::SseDecoder::Outcome::kEvent) {
    if (Status status = translator->OnEvent(event, out); !status) return status;
  }
  return {};
}

}  // namespace

void ForEachDataEvent(std::string_view stream,
                      const std::function<void(const net::SseEvent&)>& take) {
  net::SseDecoder decoder;
  decoder.Feed(stream);
  net::SseEvent event;
  while (decoder.Next(&event) == net::SseDecoder::Outcome::kEvent) {
    if (event.has_data) take(event);
  }
  EXPECT_FALSE(decoder.incomplete()) << stream;
}

std::string TranslateStream(Dialect from, const std::vector<std::string_view>& chunks,
                            const StreamContext& context) {
  const Dialect to = from == Dialect::kOpenAI ? Dialect::kAnthropic : Dialect::kOpenAI;
  const auto translator = MakeStreamTranslator(from, to, context);
  net::SseDecoder decoder;
  std::string out;
  Status status;
  for (const std::string_view chunk : chunks) {
    const std::vector<char> buffer(chunk.begin(), chunk.end());
    decoder.Feed({buffer.data(), buffer.size()});
    status = Drain(&decoder, translator.get(), &out);
    if (!status) break;
  }
  if (status) status = translator->OnEnd(&out);
  if (!status) translator->OnError(status.error(), &out);
  EXPECT_TRUE(translator->finished());
  return out;
}

std::string TranslateEverySplit(Dialect from, std::string_view text, const StreamContext& context) {
  std::string whole = TranslateStream(from, {text}, context);
  for (size_t i = 1; i < text.size(); ++i) {
    EXPECT_EQ(TranslateStream(from, {text.substr(0, i), text.substr(i)}, context), whole) << i;
  }
  std::vector<std::string_view> bytes;
  for (size_t i = 0; i < text.size(); ++i) bytes.push_back(text.substr(i, 1));
  EXPECT_EQ(TranslateStream(from, bytes, context), whole);
  return whole;
}

}  // namespace farthing::api
