#pragma once

#include <string>
#include <string_view>

#include "api/stream_tap.h"
#include "api/stream_translator.h"
#include "base/check.h"
#include "json/document.h"
#include "net/sse.h"

namespace farthing::api {

// What holds for a translated stream whatever the provider sends. The stream may be cut anywhere.

inline std::string TranslateInChunks(Dialect from, Dialect to, std::string_view text,
                                     size_t chunk_size) {
  const auto translator =
      MakeStreamTranslator(from, to, {.id = "i", .model = "m", .include_usage = true});
  net::SseDecoder decoder;
  net::SseEvent event;
  std::string out;
  Status status;
  for (size_t at = 0; status && at < text.size(); at += chunk_size) {
    decoder.Feed(text.substr(at, chunk_size));
    while (status && decoder.Next(&event) == net::SseDecoder::Outcome::kEvent) {
      const size_t before = out.size();
      status = translator->OnEvent(event, &out);
      CHECK(status.has_value() || out.size() >= before);
    }
  }
  if (status) status = translator->OnEnd(&out);
  if (!status) translator->OnError(status.error(), &out);
  CHECK(translator->finished());
  for (size_t i = 0; i < model::kTokenClasses; ++i) {
    CHECK(translator->usage().usage().tokens[static_cast<model::TokenClass>(i)] >= 0);
  }
  return out;
}

// Every event is [DONE] or JSON, and the other translator takes it all.
inline void CheckWellFormed(Dialect dialect, const std::string& stream) {
  const Dialect other = dialect == Dialect::kOpenAI ? Dialect::kAnthropic : Dialect::kOpenAI;
  const auto back = MakeStreamTranslator(dialect, other, {.id = "i", .model = "m"});
  net::SseDecoder decoder;
  net::SseEvent event;
  decoder.Feed(stream);
  std::string out;
  bool failed = false;
  while (decoder.Next(&event) == net::SseDecoder::Outcome::kEvent) {
    CHECK(!failed);  // an error is the last event
    if (!event.has_data) continue;
    if (event.data != "[DONE]") CHECK(json::Document::Parse(event.data).has_value());
    failed = !back->OnEvent(event, &out);
  }
  CHECK(!decoder.incomplete());
  CHECK(failed || back->OnEnd(&out).has_value());
}

inline void CheckStream(Dialect from, const uint8_t* data, size_t size) {
  if (size == 0) return;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Dialect to = from == Dialect::kOpenAI ? Dialect::kAnthropic : Dialect::kOpenAI;
  const std::string whole = TranslateInChunks(from, to, text, text.size() + 1);
  CHECK(TranslateInChunks(from, to, text, data[0] % 32 + 1) == whole);
  CheckWellFormed(to, whole);
  StreamTap tap(from, true);
  net::SseDecoder decoder;
  net::SseEvent event;
  decoder.Feed(text);
  while (decoder.Next(&event) == net::SseDecoder::Outcome::kEvent) (void)tap.OnEvent(event);
}

}  // namespace farthing::api
