#include "api/tool_arguments.h"

#include <utility>

#include "json/writer.h"

namespace farthing::api {

void ToolArguments::Take(json::Value piece) {
  if (piece.is_string()) {
    const std::string_view raw = piece.raw();
    Append(piece.string(), raw.substr(1, raw.size() - 2));
  } else if (piece.is_object()) {
    std::string encoded;
    json::AppendEscaped(piece.raw(), &encoded);
    Append(piece.raw(), encoded);
  }
}

void ToolArguments::Append(std::string_view text, std::string_view encoded) {
  if (whole()) return;
  if (form_ == Form::kBlank) {
    const size_t begin = text.find_first_not_of(kJsonSpace);
    if (begin != text.npos) form_ = text[begin] == '{' ? Form::kObject : Form::kOther;
  }
  const size_t used = form_ == Form::kObject ? progress_.Feed(text) : text.size();
  if (used == text.size()) {
    held_.append(encoded);
  } else {
    json::AppendEscaped(text.substr(0, used), &held_);
  }
}

std::optional<std::string_view> ToolArguments::Next() {
  if (form_ != Form::kObject || held_.size() == 1) return std::nullopt;
  std::swap(held_, written_);
  held_ = '"';
  return written_ += '"';
}

std::optional<std::string_view> ToolArguments::Last() {
  if (form_ != Form::kOther) return Next();
  held_ += '"';
  const auto document = json::Document::ParseBorrowed(held_);
  if (!document || ReadObjectText(document->root().string())) return std::nullopt;
  std::string object;
  json::Writer(&object).BeginObject().StringMember(kInvalidJson, document->root().string());
  object += '}';
  written_.clear();
  json::AppendString(object, &written_);
  return written_;
}

}  // namespace farthing::api
