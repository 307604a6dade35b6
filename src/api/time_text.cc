#include "api/time_text.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstdint>

namespace farthing::api {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr double kMaxMilliseconds = 1e12;  // 31 years: what is longer is nonsense

std::optional<int> Digits(std::string_view text, size_t at, size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  for (char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<WallTime> Compose(std::chrono::year_month_day date, int hour, int minute,
                                int second) {
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         seconds(second);
}

// Milliseconds of one Go unit at the front of `text`, which is consumed; 0: none.
double TakeUnit(std::string_view& text) {
  struct Unit {
    std::string_view name;
    double ms;
  };
  static constexpr std::array<Unit, 7> kUnits = {{{"ms", 1},
                                                  {"us", 1e-3},
                                                  {"\u00b5s", 1e-3},
                                                  {"ns", 1e-6},
                                                  {"h", 3.6e6},
                                                  {"m", 6e4},
                                                  {"s", 1e3}}};
  for (const Unit& unit : kUnits) {
    if (!text.starts_with(unit.name)) continue;
    text.remove_prefix(unit.name.size());
    return unit.ms;
  }
  return 0;
}

// "Z", "+02:00" or "-05:30" → what to subtract to get UTC.
std::optional<seconds> ParseOffset(std::string_view text) {
  if (text == "Z" || text == "z") return seconds(0);
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto hours = Digits(text, 1, 2), minutes = Digits(text, 4, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const seconds offset(*hours * 3600 + *minutes * 60);
  return text[0] == '+' ? offset : -offset;
}

}  // namespace

std::optional<milliseconds> ParseGoDuration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  double total = 0;
  while (!text.empty()) {
    double amount = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), amount, std::chars_format::fixed);
    if (error != std::errc() || !(amount >= 0)) return std::nullopt;
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    const double unit = TakeUnit(text);
    if (unit == 0) return std::nullopt;
    total += amount * unit;
    if (total > kMaxMilliseconds) return std::nullopt;
  }
  return milliseconds(static_cast<int64_t>(total));
}

std::string FormatGoDuration(milliseconds duration) {
  const int64_t ms = duration.count() < 0 ? 0 : duration.count();
  if (ms < 1000) return fmt::format("{}ms", ms);
  const int64_t s = (ms + 999) / 1000;
  if (s < 60) return fmt::format("{}s", s);
  if (s < 3600) return fmt::format("{}m{}s", s / 60, s % 60);
  return fmt::format("{}h{}m{}s", s / 3600, s / 60 % 60, s % 60);
}

std::optional<WallTime> ParseRfc3339(std::string_view text) {
  if (text.size() < 20 || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':') {
    return std::nullopt;
  }
  const auto y = Digits(text, 0, 4), mo = Digits(text, 5, 2), d = Digits(text, 8, 2);
  const auto h = Digits(text, 11, 2), mi = Digits(text, 14, 2), s = Digits(text, 17, 2);
  if (!y || !mo || !d || !h || !mi || !s) return std::nullopt;
  std::string_view rest = text.substr(19);
  if (rest.starts_with('.')) {
    const size_t end = rest.find_first_not_of("0123456789", 1);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end);
  }
  const auto offset = ParseOffset(rest);
  if (!offset) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*y),
                                         std::chrono::month(static_cast<unsigned>(*mo)),
                                         std::chrono::day(static_cast<unsigned>(*d))};
  auto time = Compose(date, *h, *mi, *s);
  if (time) *time -= *offset;
  return time;
}

std::string FormatRfc3339(WallTime time) {
  const auto whole = std::chrono::ceil<seconds>(time);
  const auto day = std::chrono::floor<std::chrono::days>(whole);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(whole - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::optional<WallTime> ParseHttpDate(std::string_view text) {
  static constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text.size() != 29 || text.substr(3, 2) != ", " || !text.ends_with(" GMT"))
    return std::nullopt;
  const size_t month = kMonths.find(text.substr(8, 3));
  const auto d = Digits(text, 5, 2), y = Digits(text, 12, 4);
  const auto h = Digits(text, 17, 2), mi = Digits(text, 20, 2), s = Digits(text, 23, 2);
  if (month == std::string_view::npos || month % 3 != 0 || !d || !y || !h || !mi || !s) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(*y),
                                         std::chrono::month(static_cast<unsigned>(month / 3 + 1)),
                                         std::chrono::day(static_cast<unsigned>(*d))};
  return Compose(date, *h, *mi, *s);
}

}  // namespace farthing::api
