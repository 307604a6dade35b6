#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace farthing::config {

enum class SlotType : uint8_t { kText, kNumber, kChoice, kJson, kList };
enum class SlotExcess : uint8_t { kReject, kTruncate };
enum class SlotKeep : uint8_t { kStart, kEnd };
enum class SlotCut : uint8_t { kSentence, kWord };

// A place in a template's texts that the caller fills: {{name}}.
struct Slot {
  std::string name;
  SlotType type = SlotType::kText;
  std::vector<std::string> choices;          // of kChoice
  std::optional<std::string> default_value;  // where the caller says nothing; of kJson, kList: JSON
  bool optional = false;                     // nothing, where the caller says nothing
  int64_t max_tokens = 1000;                 // o200k_base
  SlotExcess on_excess = SlotExcess::kReject;
  SlotKeep keep = SlotKeep::kStart;
  SlotCut cut_at = SlotCut::kSentence;

  bool must_be_given() const { return !optional && !default_value; }
};

// A turn of each side that the model is shown before the question.
struct TemplateExample {
  std::string name;
  std::string user;
  std::string assistant;
};

// What an answer may be.
struct TemplateOutput {
  std::string schema;  // a JSON object; "" any answer
  std::optional<int64_t> max_words;
  std::optional<int64_t> max_tokens;
  std::vector<std::string> stop;
};

// A named prompt. What is fixed (system text, brevity, examples) stands before what a request
// fills, so that providers' caches know it again.
struct Template {
  std::string name;
  std::string model;    // "" the caller's
  std::string system;   // with slots
  std::string message;  // of the user, with slots; "" the caller's messages alone
  std::vector<TemplateExample> examples;
  std::vector<Slot> slots;
  std::map<std::string, std::string> brevity;  // family or "all" → instruction; "" none
  TemplateOutput output;
};

// Which lossless squeezes a route's requests get.
struct Squeeze {
  bool json = false;
  bool blanks = false;
  bool documents = false;

  bool any() const { return json || blanks || documents; }
};

}  // namespace farthing::config
