#include "config/value.h"

#include <charconv>

#include "config/units.h"

namespace farthing::config {
namespace {

constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kPlain =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:@+-";

bool IsSafePlain(std::string_view text) {
  constexpr std::string_view kFirst = "./_0123456789";
  if (text.empty() || text.ends_with(':') || text == "null" || text == "true" || text == "false") {
    return false;
  }
  const bool starts_well = kLetters.find(text[0]) != std::string_view::npos ||
                           kFirst.find(text[0]) != std::string_view::npos;
  return starts_well && text.find_first_not_of(kPlain) == std::string_view::npos;
}

std::string FormatNumber(double number) {
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, number);
  return std::string(buffer, end);
}

std::string FormatCount(const Setting& setting, int64_t count) {
  if (count == 0 && !setting.word_for_zero.empty()) return std::string(setting.word_for_zero);
  switch (setting.kind) {
    case Kind::kDuration:
      return FormatDuration(std::chrono::milliseconds(count));
    case Kind::kSize:
      return FormatSize(static_cast<uint64_t>(count));
    case Kind::kChoice:
      return std::string(setting.choices[static_cast<size_t>(count)]);
    default:
      return std::to_string(count);
  }
}

std::string FormatList(const TextList& texts) {
  std::string list;
  for (const std::string& text : texts) list += (list.empty() ? "" : ", ") + QuoteYaml(text);
  return '[' + list + ']';
}

std::string FormatMap(const TextPairs& pairs) {
  if (pairs.empty()) return "{}";
  std::string map;
  for (const auto& [name, text] : pairs) {
    map += (map.empty() ? "" : ", ") + QuoteYaml(name) + ": " + QuoteYaml(text);
  }
  return "{ " + map + " }";
}

}  // namespace

std::string FormatValue(const Setting& setting, const Value& value) {
  struct Formatter {
    const Setting& setting;
    std::string operator()(bool truth) const { return truth ? "true" : "false"; }
    std::string operator()(int64_t count) const { return FormatCount(setting, count); }
    std::string operator()(double number) const { return FormatNumber(number); }
    std::string operator()(const std::string& text) const { return QuoteYaml(text); }
    std::string operator()(const TextList& texts) const { return FormatList(texts); }
    std::string operator()(const TextPairs& pairs) const { return FormatMap(pairs); }
  };
  return std::visit(Formatter{setting}, value);
}

std::string DisplayValue(const Setting& setting, const Value& value) {
  return setting.secret ? "\"(hidden)\"" : FormatValue(setting, value);
}

std::string QuoteYaml(std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  if (IsSafePlain(text)) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) {
      quoted.append("\\x").append(1, kHex[byte >> 4]).append(1, kHex[byte & 15]);
    } else {
      if (c == '"' || c == '\\') quoted += '\\';
      quoted += c;
    }
  }
  return quoted + '"';
}

}  // namespace farthing::config
