#include "ledger/report_question.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <string_view>

#include "base/instant.h"

namespace farthing::ledger {
namespace {

using std::chrono::seconds;

std::optional<seconds> UnitOf(std::string_view unit) {
  if (unit == "s") return seconds(1);
  if (unit == "m") return std::chrono::minutes(1);
  if (unit == "h") return std::chrono::hours(1);
  if (unit == "d") return std::chrono::days(1);
  if (unit == "w") return std::chrono::weeks(1);
  return std::nullopt;
}

// "7d". What reaches beyond 1970 ends there.
std::optional<WallTime> ParseAgo(std::string_view text, WallTime now) {
  int64_t count = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, count);
  const std::optional<seconds> unit = UnitOf(std::string_view(rest, end));
  if (error != std::errc() || count < 0 || !unit) return std::nullopt;
  const seconds since_1970 = std::chrono::floor<seconds>(now.time_since_epoch());
  if (count > since_1970 / *unit) return WallTime();
  return now - count * *unit;
}

Result<WallTime> ReadMoment(const std::string& text, std::string param, WallTime now) {
  if (const auto ago = ParseAgo(text, now)) return *ago;
  if (const auto moment = ParseInstant(text)) return *moment;
  return Fail(Error::InvalidRequest("'" + text + "' is no time for " + param +
                                        "; write a date (2026-11-01), a time "
                                        "(2026-11-01T08:00:00Z) or how long ago (7d, 24h)",
                                    param));
}

Result<ReportBy> ReadBy(const std::string& text) {
  std::string known;
  for (size_t i = 0; i < kReportBys; ++i) {
    const auto by = static_cast<ReportBy>(i);
    if (text == NameOf(by)) return by;
    known.append(i == 0 ? "" : ", ").append(NameOf(by));
  }
  return Fail(Error::InvalidRequest("'" + text + "' is not one of " + known, "by"));
}

}  // namespace

Result<Question> ReadQuestion(const QuestionText& text, WallTime now) {
  // As exact as a report shows it.
  now = std::chrono::ceil<std::chrono::milliseconds>(now);
  Question question{.from = now, .to = now};
  if (text.until) {
    const Result<WallTime> until = ReadMoment(*text.until, "until", now);
    if (!until) return Fail(until.error());
    question.to = *until;
  }
  question.from = std::max(WallTime(), question.to - kDefaultPeriod);
  if (text.since) {
    const Result<WallTime> since = ReadMoment(*text.since, "since", now);
    if (!since) return Fail(since.error());
    question.from = *since;
  }
  if (question.from > question.to) {
    return Fail(
        Error::InvalidRequest("the period ends before it begins; give an earlier since "
                              "or a later until",
                              "since"));
  }
  if (text.by) {
    const Result<ReportBy> by = ReadBy(*text.by);
    if (!by) return Fail(by.error());
    question.by = *by;
  }
  return question;
}

}  // namespace farthing::ledger
