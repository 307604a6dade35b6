#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/json_object_text.h"
#include "json/document.h"

namespace farthing::api {

// The arguments of one streamed tool call, which OpenAI's dialect allows to be any text, on their
// way to Anthropic's, where they are an object. Pieces of an object go on at once, byte for byte;
// what begins as anything else is held until its end and comes out as ReadObjectText and
// kInvalidJson say for a whole answer. An object that is cut off stays so. One thread.
class ToolArguments {
 public:
  // A JSON string with a piece of the text, or the whole object; anything else says nothing.
  void Take(json::Value piece);

  // What may be written by now, or at the end, as a JSON string; nullopt: nothing. A view that
  // lives until the next call.
  std::optional<std::string_view> Next();
  std::optional<std::string_view> Last();

  bool begun() const { return form_ != Form::kBlank; }
  bool whole() const { return progress_.complete(); }  // it is an object, from { to }
  size_t held_bytes() const { return held_.size(); }

 private:
  enum class Form : uint8_t { kBlank, kObject, kOther };

  void Append(std::string_view text, std::string_view encoded);

  Form form_ = Form::kBlank;
  ObjectProgress progress_;
  std::string held_ = "\"";  // a JSON string without its end
  std::string written_;
};

}  // namespace farthing::api
