#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>

namespace farthing::json {

// Appends `text` as a JSON string, with its quotes. REQUIRES: text is valid UTF-8 (it is copied,
// not checked).
void AppendString(std::string_view text, std::string* out);

// Appends the escaped text without quotes, for a string that is written piece by piece.
void AppendEscaped(std::string_view text, std::string* out);

// Writes JSON onto a string; commas are its business. It allocates only what the string does.
//   Writer w(&out);
//   w.BeginObject().Key("model").String(name).Key("n").Int(1).EndObject();
// REQUIRES: calls in an order that makes JSON, nesting at most 128 deep. One thread.
class Writer {
 public:
  explicit Writer(std::string* out) : out_(*out) {}

  Writer& BeginObject() { return Open('{'); }
  Writer& EndObject() { return Close('}'); }
  Writer& BeginArray() { return Open('['); }
  Writer& EndArray() { return Close(']'); }
  Writer& Key(std::string_view key);
  Writer& String(std::string_view text);
  Writer& Raw(std::string_view json);  // REQUIRES: exactly one JSON value
  Writer& Int(int64_t value);
  Writer& Double(double value);  // shortest form; null when not finite
  Writer& Bool(bool value) { return Raw(value ? "true" : "false"); }
  Writer& Null() { return Raw("null"); }

  // Key and value in one.
  Writer& StringMember(std::string_view key, std::string_view text) {
    return Key(key).String(text);
  }
  Writer& RawMember(std::string_view key, std::string_view json) { return Key(key).Raw(json); }
  Writer& IntMember(std::string_view key, int64_t value) { return Key(key).Int(value); }

 private:
  void Separate();
  Writer& Open(char bracket);
  Writer& Close(char bracket);

  std::string& out_;
  int depth_ = 0;
  bool after_key_ = false;
  std::bitset<129> filled_;  // for each level: something stands there already
};

}  // namespace farthing::json
