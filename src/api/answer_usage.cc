#include "api/answer_usage.h"

#include <algorithm>

#include "json/document.h"

namespace farthing::api {
namespace {

constexpr std::string_view kKeyEnd = "usage\"";

}  // namespace

void AnswerUsage::Feed(std::string_view piece) {
  if (complete_) return;
  for (size_t at = 0; at < piece.size();) {
    if (place_ == Place::kString) {
      at = SkipString(piece, at);
      continue;
    }
    const char c = piece[at++];
    if (in_usage_) Keep({&c, 1});
    TakeStructure(c);
    if (complete_) return;
  }
}

// To the byte after the closing quote, or the end of the piece. A quote ends the string if an even
// number of backslashes stands before it.
size_t AnswerUsage::SkipString(std::string_view piece, size_t begin) {
  size_t at = begin;
  while (at < piece.size() && place_ == Place::kString) {
    const size_t quote = std::min(piece.find('"', at), piece.size());
    size_t run = quote;
    while (run > at && piece[run - 1] == '\\') --run;
    const bool continues_escape = run == at && escaped_;
    const bool odd = ((quote - run) % 2 == 1) != continues_escape;
    const bool found = quote < piece.size();
    if (found && !odd) place_ = Place::kOutside;
    escaped_ = !found && odd;
    at = quote + (found ? 1 : 0);
  }
  const std::string_view bytes = piece.substr(begin, at - begin);
  if (in_usage_) Keep(bytes);
  if (is_key_ && key_.size() <= kKeyEnd.size()) key_.append(bytes.substr(0, kKeyEnd.size() + 1));
  if (place_ == Place::kOutside) EndString();
  return at;
}

void AnswerUsage::EndString() {
  if (!is_key_) return;
  is_key_ = false;
  in_usage_ = key_ == kKeyEnd;
  usage_.clear();
}

void AnswerUsage::TakeStructure(char c) {
  switch (c) {
    case '"':
      place_ = Place::kString;
      is_key_ = depth_ == 1 && awaits_key_;
      if (is_key_) key_.clear();
      awaits_key_ = false;
      return;
    case '{':
    case '[':
      ++depth_;
      awaits_key_ = depth_ == 1 && c == '{';
      return;
    case '}':
    case ']':
      if (depth_ > 0) --depth_;
      if (depth_ == 1 && in_usage_) complete_ = true;
      return;
    case ',':
      if (depth_ != 1) return;
      awaits_key_ = true;
      in_usage_ = false;  // it was a scalar
      return;
    default:
      return;
  }
}

void AnswerUsage::Keep(std::string_view bytes) {
  usage_.append(bytes);
  if (usage_.size() > kMostBytes) in_usage_ = false;
}

Usage AnswerUsage::Read(Dialect provider) const {
  if (!complete_) return {};
  std::string_view text = usage_;
  text.remove_prefix(std::min(text.find('{'), text.size()));  // the colon and space before it
  const auto document = json::Document::ParseBorrowed(text);
  return document ? ReadUsage(provider, document->root()) : Usage{};
}

}  // namespace farthing::api
