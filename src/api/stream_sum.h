#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "api/dialect.h"
#include "api/stream_translator.h"
#include "net/sse.h"

namespace farthing::api {

// What a caller's SDK makes of a stream, by the rules of the official accumulators and stricter
// where they are lenient. Test gear.
struct StreamSum {
  std::string answer;     // the message as one JSON text: content, finish and usage
  std::string error;      // what the error event said
  std::string problem;    // the first breach of the dialect's order; empty: none
  bool complete = false;  // the last event came
};

StreamSum SumAnthropicStream(std::string_view stream);
StreamSum SumOpenAIStream(std::string_view stream);

// The events of a whole stream that a browser would see.
void ForEachDataEvent(std::string_view stream,
                      const std::function<void(const net::SseEvent&)>& take);

// Runs a provider's stream, cut into those chunks, through a translator, as the gateway does.
std::string TranslateStream(Dialect from, const std::vector<std::string_view>& chunks,
                            const StreamContext& context);

// The same for a whole text, after seeing to it that every split of it gives the same output.
std::string TranslateEverySplit(Dialect from, std::string_view text, const StreamContext& context);

}  // namespace farthing::api
