#pragma once

#include <map>
#include <string>
#include <string_view>

#include "upstream/sandbox/request.h"

namespace farthing::sandbox {

// Walks a conversation of any dialect, message by message, and gathers what a Request holds of it.
class ConversationReader {
 public:
  explicit ConversationReader(Request* request) : request_(*request) {}

  // A message's content: a text, or a list of parts (text, image, document, and of Anthropic's
  // tool results).
  void User(json::Value content);
  // What the model said: its calls are remembered by their ids.
  void Assistant(json::Value content);
  void Call(std::string_view id, std::string_view name, std::string_view arguments);
  void Result(std::string_view call_id, json::Value content);
  // A system prompt: only its size matters.
  void Count(json::Value content) { TextOf(content); }

  // Call last.
  void Finish();

 private:
  static constexpr int64_t kTokensOfMedia = 256;

  std::string TextOf(json::Value content);
  void ReadPart(json::Value part, std::string* text);

  Request& request_;
  std::map<std::string_view, std::string_view> call_names_;
  size_t bytes_ = 0;
  int64_t media_ = 0;
  int images_ = 0;
  int documents_ = 0;
};

// Shared fields; each is an error of its own when it has the wrong type.
Status ReadModel(json::Value body, Request* request);
Status ReadLimit(json::Value body, std::string_view field, Request* request);
void ReadStops(json::Value stops, Request* request);
// The last step: a named tool must be there.
Result<Request> Checked(Request request);

}  // namespace farthing::sandbox
