#pragma once

// What the readers of the families share. Included by usage*.cc alone.

#include <boost/container/small_vector.hpp>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "model/usage.h"

namespace farthing::model {

// The count in a number or in a text of digits, from 0 to kMostTokens; 0 when it is none.
int64_t Count(json::Value value);

// The first of those members that is there and not null; names differ from form to form.
json::Value FindAny(json::Value object, std::initializer_list<std::string_view> keys);

inline int64_t CountAny(json::Value object, std::initializer_list<std::string_view> keys) {
  return Count(FindAny(object, keys));
}

// An object's members, for one that is asked for many names: no walk through the tree for each.
class Members {
 public:
  explicit Members(json::Value object) {
    if (!object.is_object()) return;
    for (const json::Value member : object) members_.emplace_back(member.key(), member);
  }
  json::Value Find(std::string_view key) const {
    for (const auto& [name, value] : members_) {
      if (name == key) return value;
    }
    return {};
  }
  // The first of those that is there and not null.
  json::Value FindAny(std::initializer_list<std::string_view> keys) const {
    for (const std::string_view key : keys) {
      if (const json::Value value = Find(key); value && !value.is_null()) return value;
    }
    return {};
  }

 private:
  boost::container::small_vector<std::pair<std::string_view, json::Value>, 16> members_;
};

// Takes up to `wanted` out of `rest`.
int64_t Take(int64_t wanted, int64_t* rest);

// Adds calls of that name; nothing where there are none.
void AddCalls(std::string_view name, int64_t count, Usage* usage);

// An input count parted by modality and cache, as far as the provider tells.
struct InputParts {
  int64_t total = 0;   // all of these, once
  int64_t cached = 0;  // of every modality
  int64_t written_5m = 0, written_1h = 0;
  int64_t audio = 0, image = 0;  // cached or not
  // Which of the cached are audio and images; absent where the provider does not say.
  std::optional<int64_t> audio_cached, image_cached;
};
void Partition(const InputParts& parts, TokenCounts* tokens);

// Where the counts stand in an answer, an event of a stream or a line of a batch's results; else
// the value itself twice.
struct FoundUsage {
  json::Value usage, answer;
};
FoundUsage FindUsage(json::Value value);

// REQUIRES: `usage` is the object with the counts, `answer` what holds it or the same object.
// `asked_model` is the model's name where the answer does not say it.
Usage ReadOpenAIUsage(json::Value usage, json::Value answer, std::string_view asked_model);
Usage ReadAnthropicUsage(json::Value usage, json::Value answer);
Usage ReadGeminiUsage(json::Value usage, json::Value answer);
Usage ReadBedrockUsage(json::Value usage, json::Value answer);

}  // namespace farthing::model
