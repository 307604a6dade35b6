#include "shape/marks/request_prefix.h"

#include <algorithm>
#include <array>

#include "shape/marks/prefix_hash.h"

namespace farthing::shape {
namespace {

// Of the messages of a request those that are places.
constexpr size_t kMostMessages = 32;
// A beginning of this many tokens is worth finding again in other conversations.
constexpr int64_t kSharedTokens = 1024;
// What differs between requests that have one prefix is in other members.
constexpr std::array<std::string_view, 3> kBeforeMessages = {"thinking", "tool_choice",
                                                             "response_format"};

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::string_view MarkOf(CacheFamily family) {
  return family == CacheFamily::kMarks ? "cache_control" : "prompt_cache_breakpoint";
}

bool TakesMark(json::Value block, CacheFamily family) {
  if (block.Find(MarkOf(family)).is_null()) return false;  // said to be none
  const std::string_view type = block.Find("type").string();
  if (type == "text") return !IsBlank(block.Find("text").string());
  if (family == CacheFamily::kMarks) {
    return type == "image" || type == "document" || type == "tool_result" || type == "tool_use";
  }
  return type == "image_url" || type == "file" || type == "input_audio";
}

// Not with its loading put off: Anthropic refuses that.
bool TakesToolMark(json::Value tool) {
  return tool.Find("name") && !tool.Find("cache_control").is_null() &&
         !tool.Find("defer_loading").boolean().value_or(false);
}

class Reader {
 public:
  Reader(CacheFamily family, json::Value request, std::string_view source, uint64_t seed)
      : family_(family), request_(request), source_(source), hash_(seed) {}

  RequestPrefix Read() {
    prefix_.is_callers = SaysAll();
    prefix_.has_key = static_cast<bool>(request_.Find("prompt_cache_key"));
    ReadTools();
    ReadSystem();
    for (const std::string_view name : kBeforeMessages) hash_.Add(request_.Find(name).raw());
    ReadMessages();
    prefix_.tokens = hash_.tokens();
    if (prefix_.conversation == 0) prefix_.conversation = hash_.hash();
    return std::move(prefix_);
  }

 private:
  bool IsAnthropic() const { return family_ == CacheFamily::kMarks; }

  bool SaysAll() const {
    if (IsAnthropic()) return static_cast<bool>(request_.Find("cache_control"));
    return request_.Find("prompt_cache_options") || request_.Find("prompt_cache_retention");
  }

  json::Span SpanOf(json::Value value) const {
    return {static_cast<size_t>(value.raw().data() - source_.data()), value.raw().size()};
  }

  void AddPlace(json::Value value, bool is_text) {
    prefix_.places.push_back({.point = {.hash = hash_.hash(), .tokens = hash_.tokens()},
                              .value = SpanOf(value),
                              .is_text = is_text,
                              .is_marked = !is_text && IsMarked(value)});
  }

  bool IsMarked(json::Value object) const {
    const json::Value mark = object.Find(MarkOf(family_));
    return mark && !mark.is_null();
  }

  void CountMark(json::Value object) {
    if (!IsMarked(object)) return;
    ++prefix_.marks;
    prefix_.marked_tokens = hash_.tokens();
    // A mark of ours, which lasts for five minutes, may not stand before one that lasts longer.
    if (object.Find(MarkOf(family_)).Find("ttl").string() == "1h") prefix_.places.clear();
  }

  void ReadTools() {
    json::Value last;
    for (const json::Value tool : request_.Find("tools")) {
      hash_.AddObject(tool);
      CountMark(tool);
      last = tool;
    }
    if (IsAnthropic() && TakesToolMark(last)) AddPlace(last, false);
  }

  void ReadSystem() {
    const json::Value system = request_.Find("system");
    if (system && IsAnthropic()) ReadContent(system, true);
  }

  // Counts the marks on blocks, and makes a place of the last block that takes one.
  void ReadContent(json::Value content, bool is_place) {
    if (content.is_string()) {
      hash_.AddContent(content);
      if (is_place && !IsBlank(content.string())) AddPlace(content, true);
      return;
    }
    if (!content.is_array()) return hash_.AddContent(content);
    size_t index = 0;
    size_t last = 0;  // the number of the last block that takes a mark, from 1
    for (const json::Value block : content) {
      ++index;
      if (TakesMark(block, family_)) last = index;
    }
    index = 0;
    for (const json::Value block : content) {
      hash_.AddObject(block);
      CountMark(block);
      for (const json::Value inner : block.Find("content")) CountMark(inner);
      if (is_place && ++index == last) AddPlace(block, false);
    }
  }

  void ReadMessages() {
    const json::Value messages = request_.Find("messages");
    size_t left = messages.size();
    for (const json::Value message : messages) {
      const std::string_view role = message.Find("role").string();
      hash_.Add(role);
      for (const json::Value member : message) {
        if (member.key() == "role" || member.key() == "content") continue;
        hash_.Add(member.raw());
      }
      const bool is_last = left-- <= kMostMessages;
      const bool is_first_user = role == "user" && prefix_.conversation == 0;
      if (is_first_user && hash_.tokens() >= kSharedTokens) prefix_.conversation = hash_.hash();
      ReadContent(message.Find("content"), role != "assistant" && is_last);
      if (is_first_user && prefix_.conversation == 0) prefix_.conversation = hash_.hash();
    }
  }

  const CacheFamily family_;
  const json::Value request_;
  const std::string_view source_;
  PrefixHash hash_;
  RequestPrefix prefix_;
};

}  // namespace

RequestPrefix ReadPrefix(CacheFamily family, json::Value request, std::string_view source,
                         uint64_t seed) {
  return Reader(family, request, source, seed).Read();
}

}  // namespace farthing::shape
