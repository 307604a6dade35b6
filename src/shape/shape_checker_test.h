#pragma once

#include <set>
#include <string>
#include <string_view>

#include "api/dialect.h"
#include "json/document.h"

// What providers refuse a chat request for, whatever it says: tools' calls and results that miss
// each other, and an order of roles that is none. For tests.
namespace farthing::shape {

// OpenAI: behind an assistant's calls stand their results, each once, before anything else; no
// result stands elsewhere.
inline std::string ProblemOfOpenAI(json::Value messages) {
  std::set<std::string_view> open;
  for (const json::Value message : messages) {
    const std::string_view role = message.Find("role").string();
    if (role == "tool") {
      const std::string id(message.Find("tool_call_id").string());
      if (open.erase(id) == 0) return "the result " + id + " has no call before it";
      continue;
    }
    if (!open.empty()) return "the call " + std::string(*open.begin()) + " has no result";
    for (const json::Value call : message.Find("tool_calls")) open.insert(call.Find("id").string());
  }
  return messages.size() == 0 ? "there are no messages" : "";
}

// Anthropic: a user's message first; users and assistants by turns; the message behind an
// assistant's calls holds their results, each once, before its texts; no result stands elsewhere.
inline std::string ProblemOfAnthropic(json::Value messages) {
  std::set<std::string_view> open;
  std::string_view last = "assistant";
  for (const json::Value message : messages) {
    const std::string_view role = message.Find("role").string();
    if (role == last) return "two messages of the " + std::string(role);
    last = role;
    std::set<std::string_view> calls;
    bool in_results = true;
    for (const json::Value block : message.Find("content")) {
      const std::string_view type = block.Find("type").string();
      if (type == "tool_use") calls.insert(block.Find("id").string());
      if (type != "tool_result") in_results = false;
      if (type != "tool_result") continue;
      const std::string id(block.Find("tool_use_id").string());
      if (!in_results) return "the result " + id + " stands behind a text";
      if (open.erase(id) == 0) return "the result " + id + " has no call before it";
    }
    if (!open.empty()) return "the call " + std::string(*open.begin()) + " has no result";
    open = calls;
  }
  return messages.size() == 0 ? "there are no messages" : "";
}

// Why a provider of that dialect refuses the request; empty: it takes it.
inline std::string ProblemOf(api::Dialect dialect, json::Value request) {
  const json::Value messages = request.Find("messages");
  return dialect == api::Dialect::kOpenAI ? ProblemOfOpenAI(messages)
                                          : ProblemOfAnthropic(messages);
}

}  // namespace farthing::shape
