#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace farthing::json {

inline constexpr int kMaxNesting = 128;

// What a walk found wrong; what == nullptr: nothing.
struct Problem {
  size_t offset = 0;
  const char* what = nullptr;
};

// Why `text` is not exactly one JSON number, true, false or null; nullptr when it is.
const char* CheckPlainScalar(std::string_view text);

// Checks the grammar of RFC 8259 over the token offsets that Structure::Index found and tells
// `Visitor` what it meets, in order, without recursion:
//   void Open(uint32_t at);                          // a { or [
//   const char* Close(uint32_t at);                  // its } or ]
//   const char* Key(uint32_t begin, uint32_t end);   // with its quotes
//   const char* Scalar(uint32_t begin, uint32_t end);
// A visitor's own refusal is what it returns. Escapes inside strings are the visitor's to check.
template <typename Visitor>
class Walker {
 public:
  Walker(std::string_view text, std::span<const uint32_t> starts, Visitor* visitor)
      : text_(text), starts_(starts), visitor_(visitor) {}

  Problem Run() {
    for (next_ = 0; next_ < starts_.size();) {
      at_ = starts_[next_++];
      if (const char* what = Step(text_[at_])) [[unlikely]]
        return {at_, what};
    }
    if (expect_ != Expect::kNothing) return {text_.size(), "the text ends inside a value"};
    return {};
  }

 private:
  enum class Expect : uint8_t {
    kValue,
    kValueOrEnd,
    kKey,
    kKeyOrEnd,
    kColon,
    kSeparator,
    kNothing
  };

  const char* Step(char c) {
    switch (expect_) {
      case Expect::kKeyOrEnd:
        if (c == '}') return Close();
        [[fallthrough]];
      case Expect::kKey:
        if (c != '"') return "a key in quotes must stand here";
        expect_ = Expect::kColon;
        return visitor_->Key(at_, TokenEnd());
      case Expect::kColon:
        if (c != ':') return "a colon must follow the key";
        expect_ = Expect::kValue;
        return nullptr;
      case Expect::kValueOrEnd:
        if (c == ']') return Close();
        [[fallthrough]];
      case Expect::kValue:
        return StartValue(c);
      case Expect::kSeparator:
        return Separate(c);
      case Expect::kNothing:
        return "there are bytes after the value";
    }
    return nullptr;
  }

  const char* StartValue(char c) {
    if (c == '{' || c == '[') {
      if (depth_ == kMaxNesting) return "the nesting is deeper than 128 levels";
      objects_[static_cast<size_t>(depth_++)] = c == '{';
      expect_ = c == '{' ? Expect::kKeyOrEnd : Expect::kValueOrEnd;
      visitor_->Open(at_);
      return nullptr;
    }
    const uint32_t end = TokenEnd();
    if (c != '"') {
      if (const char* what = CheckPlainScalar(text_.substr(at_, end - at_))) return what;
    }
    AfterValue();
    return visitor_->Scalar(at_, end);
  }

  const char* Separate(char c) {
    const bool in_object = objects_[static_cast<size_t>(depth_ - 1)];
    if (c == ',') {
      expect_ = in_object ? Expect::kKey : Expect::kValue;
      return nullptr;
    }
    if (c == (in_object ? '}' : ']')) return Close();
    return in_object ? "a comma or } must follow" : "a comma or ] must follow";
  }

  const char* Close() {
    --depth_;
    AfterValue();
    return visitor_->Close(at_);
  }

  void AfterValue() { expect_ = depth_ == 0 ? Expect::kNothing : Expect::kSeparator; }

  // The end of the token at at_: the next token's start less the white space before it.
  uint32_t TokenEnd() const {
    size_t end = next_ < starts_.size() ? starts_[next_] : text_.size();
    while (IsSpace(text_[end - 1])) --end;
    return static_cast<uint32_t>(end);
  }

  static bool IsSpace(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

  const std::string_view text_;
  const std::span<const uint32_t> starts_;
  Visitor* const visitor_;
  size_t next_ = 0;
  uint32_t at_ = 0;
  int depth_ = 0;
  Expect expect_ = Expect::kValue;
  std::bitset<kMaxNesting> objects_;  // for each open level: an object, not an array
};

}  // namespace farthing::json
