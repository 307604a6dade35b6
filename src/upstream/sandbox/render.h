#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "upstream/sandbox/compose.h"
#include "upstream/sandbox/request.h"
#include "upstream/sandbox/sandbox.h"

namespace farthing::sandbox {

// Everything an answer is written from.
struct Rendering {
  const Request& request;
  const std::vector<Choice>& choices;
  std::string hash;     // 16 hex digits of the request, for ids
  int64_t created = 0;  // Unix seconds

  int64_t output_tokens() const;
  int64_t thinking_tokens() const;
};

// The same answer as one JSON text, or as the events of a stream, for each of the three forms.
std::string ChatAnswer(const Rendering& rendering);
std::vector<Event> ChatEvents(const Rendering& rendering);
std::string MessagesAnswer(const Rendering& rendering);
std::vector<Event> MessagesEvents(const Rendering& rendering);
std::string ResponsesAnswer(const Rendering& rendering);
std::vector<Event> ResponsesEvents(const Rendering& rendering);

// How a model would hand out a text: word by word, JSON and long words in shorter pieces. The
// pieces view `text` and, joined, are it.
std::vector<std::string_view> PiecesOf(std::string_view text);

// A stream's events at a human pace: about 45 tokens a second after a short thought.
class EventList {
 public:
  // `type`: of the SSE `event:` line, "" none. The wait follows from the tokens the event carries.
  void Add(std::string_view type, std::string_view data, size_t text_bytes = 0);
  std::vector<Event> Take() { return std::move(events_); }

 private:
  std::vector<Event> events_;
};

}  // namespace farthing::sandbox
