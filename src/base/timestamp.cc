#include "base/timestamp.h"

#include <algorithm>
#include <cstdint>

namespace farthing {
namespace {

constexpr std::string_view kShape = "0000-00-00T00:00:00.000Z";

void PutDigits(uint32_t value, size_t at, size_t width, char* text) {
  for (size_t i = width; i-- > 0; value /= 10) text[at + i] = static_cast<char>('0' + value % 10);
}

int Digits(std::string_view text, size_t at, size_t width) {
  int value = 0;
  for (const char c : text.substr(at, width)) value = value * 10 + (c - '0');
  return value;
}

bool HasShape(std::string_view text) {
  return std::ranges::equal(text, kShape, [](char c, char shape) {
    return shape == '0' ? c >= '0' && c <= '9' : c == shape;
  });
}

}  // namespace

void AppendTimestamp(WallTime time, std::string* out) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const auto ms =
      static_cast<uint32_t>(std::chrono::floor<std::chrono::milliseconds>(time - day).count());
  char text[kShape.size()];
  kShape.copy(text, kShape.size());
  PutDigits(static_cast<uint32_t>(static_cast<int>(date.year())), 0, 4, text);
  PutDigits(static_cast<unsigned>(date.month()), 5, 2, text);
  PutDigits(static_cast<unsigned>(date.day()), 8, 2, text);
  PutDigits(ms / 3'600'000, 11, 2, text);
  PutDigits(ms / 60'000 % 60, 14, 2, text);
  PutDigits(ms / 1000 % 60, 17, 2, text);
  PutDigits(ms % 1000, 20, 3, text);
  out->append(text, kShape.size());
}

std::optional<WallTime> ParseTimestamp(std::string_view text) {
  using namespace std::chrono;  // NOLINT: the calendar's names, all of them
  if (!HasShape(text)) return std::nullopt;
  const year_month_day date(year(Digits(text, 0, 4)),
                            month(static_cast<unsigned>(Digits(text, 5, 2))),
                            day(static_cast<unsigned>(Digits(text, 8, 2))));
  const int hour = Digits(text, 11, 2), minute = Digits(text, 14, 2), second = Digits(text, 17, 2);
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return WallTime(sys_days(date)) + hours(hour) + minutes(minute) + seconds(second) +
         milliseconds(Digits(text, 20, 3));
}

}  // namespace farthing
