#pragma once

#include <fmt/format.h>

#include <random>
#include <string>

#include "api/dialect.h"

namespace farthing::shape {

// Writes a conversation with an agent: questions, tools called one or several at a time for some
// rounds, thoughts before calls (Anthropic), answers. It ends with a question, or in the middle of
// a tool's loop.
class RandomAgent {
 public:
  RandomAgent(api::Dialect dialect, uint64_t seed) : dialect_(dialect), random_(seed) {}

  std::string Write() {
    const size_t exchanges = 5 + Below(20);
    for (size_t i = 0; i < exchanges; ++i) {
      AddText("user");
      const bool is_last = i + 1 == exchanges;
      const size_t rounds = Below(4);
      for (size_t round = 0; round < rounds; ++round) AddRound();
      if (!is_last) AddText("assistant");
    }
    const char* system = dialect_ == api::Dialect::kAnthropic ? R"("system":"Be of use.",)" : "";
    return fmt::format(R"({{"model":"m",{}"max_tokens":9, "messages" : [{}] ,"stream":false}})",
                       system, messages_);
  }

 private:
  size_t Below(size_t bound) { return random_() % bound; }

  std::string Words() {
    static constexpr const char* kWords[] = {"lisbon", "invoice", "Anna",     "2024-05-13",
                                             "train",  "größe",   "deadline", "weather",
                                             "\\n",    "a\\\"b"};
    std::string words;
    for (size_t i = 1 + Below(60); i > 0; --i) words += std::string(kWords[Below(10)]) + " ";
    return words;
  }

  void Add(const std::string& message) {
    if (!messages_.empty()) messages_ += " ,\n";
    messages_ += message;
  }

  void AddText(const char* role) {
    Add(fmt::format(R"({{"role":"{}","content":"{}"}})", role, Words()));
  }

  std::string OpenAICall(const std::string& id) {
    return fmt::format(
        R"({{"id":"{}","type":"function","function":{{"name":"f","arguments":"{}"}}}})", id,
        Words());
  }
  std::string OpenAIResult(const std::string& id) {
    return fmt::format(R"({{"role":"tool","tool_call_id":"{}","content":"{}"}})", id, Words());
  }
  std::string AnthropicCall(const std::string& id) {
    return fmt::format(R"({{"type":"tool_use","id":"{}","name":"f","input":{{"q":"{}"}}}})", id,
                       Words());
  }
  std::string AnthropicResult(const std::string& id) {
    return fmt::format(R"({{"type":"tool_result","tool_use_id":"{}","content":"{}"}})", id,
                       Words());
  }

  void AddRound() {
    std::string calls, results;
    const bool is_openai = dialect_ == api::Dialect::kOpenAI;
    for (size_t i = 1 + Below(3); i > 0; --i) {
      // Ids come again in other exchanges, as some programs have it.
      const std::string id = fmt::format("call_{}", next_++ % 7);
      if (!calls.empty()) calls += ",", results += ",";
      calls += is_openai ? OpenAICall(id) : AnthropicCall(id);
      results += is_openai ? OpenAIResult(id) : AnthropicResult(id);
    }
    if (is_openai) {
      Add(fmt::format(R"({{"role":"assistant","content":null,"tool_calls":[{}]}})", calls));
      Add(results);
    } else {
      Add(fmt::format(R"({{"role":"assistant","content":[{{"type":"thinking","thinking":"hm",)"
                      R"("signature":"s"}},{}]}})",
                      calls));
      Add(fmt::format(R"({{"role":"user","content":[{}]}})", results));
    }
  }

  api::Dialect dialect_;
  std::mt19937_64 random_;
  size_t next_ = 0;
  std::string messages_;
};

}  // namespace farthing::shape
