#include "base/instant.h"

#include <cstdint>

namespace farthing {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;

// Takes characters off the front; one failure makes all that follows fail.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  int Number(size_t digits, int least, int most) {
    int value = 0;
    for (size_t i = 0; i < digits; ++i) {
      if (!HasDigit()) return Wrong();
      value = value * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    return value < least || value > most ? Wrong() : value;
  }
  bool Take(std::string_view any) {
    if (rest_.empty() || any.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void Expect(std::string_view any) { fine_ = Take(any) && fine_; }
  nanoseconds Fraction() {
    int64_t value = 0, unit = 100'000'000;
    if (!HasDigit()) Wrong();
    for (; HasDigit(); rest_.remove_prefix(1), unit /= 10) value += unit * (rest_.front() - '0');
    return nanoseconds(value);
  }
  bool AtEnd() const { return rest_.empty(); }
  bool fine() const { return fine_; }

 private:
  bool HasDigit() const { return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; }
  int Wrong() {
    fine_ = false;
    return 1;
  }
  std::string_view rest_;
  bool fine_ = true;
};

std::chrono::year_month_day ReadDate(Reader& reader) {
  const int year = reader.Number(4, 1970, 2261);
  reader.Expect("-");
  const int month = reader.Number(2, 1, 12);
  reader.Expect("-");
  const int day = reader.Number(2, 1, 31);
  return std::chrono::year(year) / month / day;
}

nanoseconds ReadTime(Reader& reader) {
  nanoseconds time = hours(reader.Number(2, 0, 23));
  reader.Expect(":");
  time += minutes(reader.Number(2, 0, 59));
  reader.Expect(":");
  time += seconds(reader.Number(2, 0, 60));  // 60: a leap second
  if (reader.Take(".")) time += reader.Fraction();
  return time;
}

nanoseconds ReadOffset(Reader& reader) {
  if (reader.Take("Zz")) return nanoseconds(0);
  const bool west = reader.Take("-");
  if (!west) reader.Expect("+");
  nanoseconds offset = hours(reader.Number(2, 0, 23));
  reader.Expect(":");
  offset += minutes(reader.Number(2, 0, 59));
  return west ? -offset : offset;
}

}  // namespace

std::optional<WallTime> ParseInstant(std::string_view text) {
  Reader reader(text);
  const std::chrono::year_month_day date = ReadDate(reader);
  nanoseconds time(0);
  if (!reader.AtEnd()) {
    reader.Expect("Tt ");
    time = ReadTime(reader);
    time -= ReadOffset(reader);
  }
  if (!reader.fine() || !reader.AtEnd() || !date.ok()) return std::nullopt;
  return WallTime(std::chrono::sys_days(date).time_since_epoch() + time);
}

}  // namespace farthing
