#include "config/scalar.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/check.h"
#include "config/suggest.h"
#include "config/units.h"
#include "config/yaml_text.h"

namespace farthing::config {
namespace {

using Parsed = tl::expected<Value, std::string>;

template <typename T>
std::optional<T> ParseWhole(std::string_view text) {
  T number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return number;
}

std::string Join(std::span<const std::string_view> words) {
  std::string joined;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) joined += i + 1 == words.size() ? " or " : ", ";
    joined += '`' + std::string(words[i]) + '`';
  }
  return joined;
}

std::string NotA(const Setting& setting, std::string_view text) {
  return "must be " + DescribeKind(setting) + ", not `" + Shown(text) + "`";
}

// A number in the setting's own unit.
std::string FormatBound(const Setting& setting, int64_t bound) {
  if (setting.kind == Kind::kDuration) return FormatDuration(std::chrono::milliseconds(bound));
  if (setting.kind == Kind::kSize) return FormatSize(static_cast<uint64_t>(bound));
  return std::to_string(bound);
}

Parsed Bounded(const Setting& setting, std::string_view text, double comparable, Value value) {
  const Bounds bounds = BoundsOf(setting);
  if (comparable < static_cast<double>(setting.least)) {
    return tl::unexpected("is " + Shown(text) + "; the least allowed is " + bounds.least);
  }
  if (comparable > static_cast<double>(setting.most)) {
    return tl::unexpected("is " + Shown(text) + "; the most allowed is " + bounds.most);
  }
  return value;
}

Parsed BoundedCount(const Setting& setting, std::string_view text, std::optional<int64_t> count) {
  if (!count) return tl::unexpected(NotA(setting, text));
  return Bounded(setting, text, static_cast<double>(*count), Value(*count));
}

Parsed ParseNumber(const Setting& setting, std::string_view text) {
  const std::optional<double> number = ParseWhole<double>(text);
  if (!number || !std::isfinite(*number)) return tl::unexpected(NotA(setting, text));
  return Bounded(setting, text, *number, Value(*number));
}

tl::unexpected<std::string> NotAChoice(const Setting& setting, std::string_view text) {
  std::string sentence = NotA(setting, text);
  const std::string_view meant = Nearest(text, setting.choices);
  if (!meant.empty()) sentence += "; did you mean `" + std::string(meant) + "`?";
  return tl::unexpected(std::move(sentence));
}

Parsed ParseText(const Setting& setting, std::string_view text) {
  if (static_cast<int64_t>(text.size()) < setting.least) {
    return tl::unexpected<std::string>("is empty; give it a value or leave it out");
  }
  if (static_cast<int64_t>(text.size()) > setting.most) {
    return tl::unexpected("is longer than " + std::to_string(setting.most) + " bytes; shorten it");
  }
  if (!setting.choices.empty() &&
      std::ranges::find(setting.choices, text) == setting.choices.end()) {
    return NotAChoice(setting, text);
  }
  return Value(std::string(text));
}

Parsed ParseChoice(const Setting& setting, std::string_view text) {
  const auto choice = std::ranges::find(setting.choices, text);
  if (choice == setting.choices.end()) return NotAChoice(setting, text);
  return Value(int64_t{choice - setting.choices.begin()});
}

}  // namespace

bool IsPrice(std::string_view text) {
  constexpr size_t kMostDigits = 9;
  const size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction =
      point == std::string_view::npos ? std::string_view("0") : text.substr(point + 1);
  const auto is_digits = [](std::string_view digits) {
    return !digits.empty() && digits.size() <= kMostDigits &&
           digits.find_first_not_of("0123456789") == std::string_view::npos;
  };
  return is_digits(whole) && is_digits(fraction);
}

Parsed ParseScalar(const Setting& setting, std::string_view text) {
  if (!setting.word_for_zero.empty() && text == setting.word_for_zero) return Value(int64_t{0});
  switch (setting.kind) {
    case Kind::kText:
      return ParseText(setting, text);
    case Kind::kInteger:
      return BoundedCount(setting, text, ParseWhole<int64_t>(text));
    case Kind::kNumber:
      return ParseNumber(setting, text);
    case Kind::kBoolean:
      if (text == "true") return Value(true);
      if (text == "false") return Value(false);
      return tl::unexpected(NotA(setting, text));
    case Kind::kDuration: {
      const auto duration = ParseDuration(text);
      return BoundedCount(setting, text,
                          duration ? std::optional<int64_t>(duration->count()) : std::nullopt);
    }
    case Kind::kSize: {
      const auto size = ParseSize(text);
      return BoundedCount(setting, text, size ? std::optional<int64_t>(*size) : std::nullopt);
    }
    case Kind::kPrice:
      if (IsPrice(text)) return Value(std::string(text));
      return tl::unexpected(NotA(setting, text));
    case Kind::kChoice:
      return ParseChoice(setting, text);
    default:
      break;
  }
  CHECK(!"a list, map or group is not a scalar");
  return Value(false);
}

Bounds BoundsOf(const Setting& setting) {
  const bool counts = setting.kind == Kind::kInteger || setting.kind == Kind::kNumber ||
                      setting.kind == Kind::kDuration || setting.kind == Kind::kSize;
  if (!counts) return {};
  Bounds bounds{.least = FormatBound(setting, setting.least)};
  if (setting.most != std::numeric_limits<int64_t>::max()) {
    bounds.most = FormatBound(setting, setting.most);
  }
  return bounds;
}

std::string DescribeKind(const Setting& setting) {
  const std::string or_word =
      setting.word_for_zero.empty() ? "" : " or `" + std::string(setting.word_for_zero) + '`';
  switch (setting.kind) {
    case Kind::kText:
      return setting.choices.empty() ? "text" : Join(setting.choices);
    case Kind::kInteger:
      return "a whole number" + or_word;
    case Kind::kNumber:
      return "a number" + or_word;
    case Kind::kBoolean:
      return "`true` or `false`";
    case Kind::kDuration:
      return "a duration such as 500ms, 2s, 10m, 24h or 7d" + or_word;
    case Kind::kSize:
      return "a size such as 64k, 32MiB or 4GiB" + or_word;
    case Kind::kPrice:
      return std::string(kAPrice);
    case Kind::kChoice:
      return Join(setting.choices);
    case Kind::kTextList:
      return setting.choices.empty() ? "a list of texts, or one text"
                                     : "a list of " + Join(setting.choices);
    case Kind::kTextMap:
      return "a map of names to texts";
    case Kind::kPriceMap:
      return "a map of names to prices in dollars";
    case Kind::kGroup:
      return "a map of settings";
    case Kind::kNamedGroups:
      return "a map of names to settings";
    case Kind::kGroupList:
      return "a list of settings";
  }
  return "";
}

}  // namespace farthing::config
