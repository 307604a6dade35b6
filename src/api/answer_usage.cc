#include "api/answer_usage.h"

#include <algorithm>
#include <iterator>

#include "json/document.h"

namespace farthing::api {
namespace {

// With the quote that ends them.
constexpr std::string_view kKeys[] = {"usage\"", "service_tier\"", "model\""};
constexpr size_t kLongestKey = 13;

}  // namespace

void AnswerUsage::Feed(std::string_view piece) {
  for (size_t at = 0; at < piece.size();) {
    if (place_ == Place::kString) {
      at = SkipString(piece, at);
      continue;
    }
    const char c = piece[at++];
    const bool ends_member = depth_ == 1 && (c == ',' || c == '}');
    if (keeps_ && ends_member) EndMember();
    if (keeps_) Keep({&c, 1});
    TakeStructure(c);
  }
}

void AnswerUsage::EndMember() {
  keeps_ = false;
  whole_ = kept_.size();
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
  if (keeps_) Keep(bytes);
  if (is_key_ && key_.size() <= kLongestKey) key_.append(bytes.substr(0, kLongestKey + 1));
  if (place_ == Place::kOutside) EndString();
  return at;
}

void AnswerUsage::EndString() {
  if (!is_key_) return;
  is_key_ = false;
  keeps_ = std::ranges::find(kKeys, key_) != std::end(kKeys);
  if (!keeps_) return;
  kept_.resize(whole_);
  kept_.append(whole_ == 0 ? "{\"" : ",\"").append(key_);
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
      if (depth_ == 1 && keeps_) whole_ = kept_.size();
      return;
    case ',':
      if (depth_ == 1) awaits_key_ = true;
      return;
    default:
      return;
  }
}

void AnswerUsage::Keep(std::string_view bytes) {
  kept_.append(bytes);
  if (kept_.size() <= kMostBytes) return;
  keeps_ = false;
  kept_.resize(whole_);
}

model::UsageTally AnswerUsage::Read(Dialect provider) const {
  model::UsageTally tally;
  if (whole_ == 0) return tally;
  const std::string text = kept_.substr(0, whole_) + "}";
  if (const auto document = json::Document::ParseBorrowed(text)) {
    TakeUsage(provider, document->root(), &tally);
  }
  return tally;
}

}  // namespace farthing::api
