#include "ledger/report_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/timestamp.h"
#include "ledger/days.h"
#include "ledger/report_tables.h"
#include "ledger/spark.h"
#include "ledger/text_table.h"
#include "ledger/waterfall.h"

namespace farthing::ledger {
namespace {

constexpr size_t kName = 14, kValue = 14;               // columns of a fact
constexpr size_t kTextColumn = 2 + kName + kValue + 2;  // where its text begins

// "2026-11-23 08:00"
std::string Minute(WallTime time) {
  std::string text;
  AppendTimestamp(time, &text);
  return text.replace(10, 1, " ").substr(0, 16);
}

// "30 days", "24 hours", "90 minutes"; anything else is "time".
std::string LengthText(Duration length) {
  const auto whole = [length](auto unit, std::string_view name) -> std::string {
    if (length.count() == 0 || length % unit != Duration(0)) return "";
    const auto count = length / unit;
    return count == 1 ? std::string(name) : fmt::format("{} {}s", count, name);
  };
  for (const std::string& text :
       {whole(std::chrono::days(1), "day"), whole(std::chrono::hours(1), "hour"),
        whole(std::chrono::minutes(1), "minute")}) {
    if (!text.empty()) return text;
  }
  return "time";
}

// Of the time before; nothing where there was nothing.
std::string Before(const std::string& value) {
  return value == "-" ? "" : fmt::format(" (before {})", value);
}

class Painter {
 public:
  Painter(const Report& report, bool colour, size_t width)
      : report_(report),
        colour_(colour),
        width_(width),
        places_(PlacesFor(std::max(report.total.actual(), report.total.baseline()))) {}

  std::string Paint() {
    const Sums& total = report_.total;
    Title(fmt::format("{} to {} UTC", Minute(report_.from), Minute(report_.to)));
    if (report_.rounded_before) PaintRounding();
    if (total.requests() == 0 && total.actual() == 0) return out_ + "  no requests\n";
    PaintSpend();
    PaintRequests();
    if (total.requests() > 0) PaintCaches();
    if (total.priced() > 0) PaintWaterfall();
    PaintRows();
    if (!report_.cost_drivers.empty()) PaintCostDrivers();
    return std::move(out_);
  }

 private:
  void Title(std::string_view text) {
    if (!out_.empty()) out_ += '\n';
    out_ += colour_ ? fmt::format("\x1b[1m{}\x1b[0m\n", text) : fmt::format("{}\n", text);
  }
  void Fact(std::string_view name, std::string_view value, std::string_view text) {
    std::string line =
        "  " + FitLeft(name, kName) + FitRight(value, std::max(kValue, WidthOf(value)));
    if (!text.empty()) line.append("  ").append(text);
    out_ += CutTo(line, width_) + '\n';
  }
  void Lines(const std::vector<std::string>& lines) {
    for (const std::string& line : lines) out_ += line + '\n';
  }
  std::string Dollars(Wide amount) const { return FormatDollars(amount, places_); }

  void PaintRounding();
  void PaintSpend();
  void PaintPace();
  void PaintRequests();
  void PaintCaches();
  void PaintWaterfall();
  void PaintRows();
  void PaintCostDrivers();
  std::string Trend() const;

  const Report& report_;
  const bool colour_;
  const size_t width_;
  const int places_;
  std::string out_;
};

std::string Painter::Trend() const {
  const Wide now = report_.total.actual(), before = report_.before.actual();
  const std::string length = LengthText(report_.from - report_.before_from);
  if (before <= 0) return "nothing spent in the " + length + " before";
  std::string change = "as much as";
  if (now / 10 >= before) {
    change = FormatGrouped(DivideRounded(now, before)) + " times as much as";
  } else if (now != before) {
    change = FormatShare(now > before ? now - before : before - now, before) +
             (now > before ? " more than" : " less than");
  }
  return fmt::format("{} in the {} before ({})", change, length, Dollars(before));
}

void Painter::PaintRounding() {
  out_ += fmt::format("  in whole days, which is all that is known before {}\n",
                      DayText(DayOf(*report_.rounded_before)));
}

void Painter::PaintSpend() {
  const Sums &total = report_.total, &before = report_.before;
  if (IsUnpriced(total)) return Fact("spent", "unpriced", "no request has a known price");
  Fact("spent", Dollars(total.actual()), Trend());
  Fact("baseline", Dollars(total.baseline()), "without any of our steps");
  const Wide saved = total.baseline() - total.actual();
  const std::string share = FormatShare(saved, total.baseline());
  Fact(saved < 0 ? "lost" : "saved", Dollars(saved),
       share == "-"
           ? ""
           : share + " of the baseline" +
                 Before(FormatShare(before.baseline() - before.actual(), before.baseline())));
  PaintPace();
  if (total.priced() == 0) return;
  const Wide each = DivideRounded(total.actual(), total.priced());
  Fact("a request", FormatDollars(each, PlacesFor(each)),
       ThousandText(total) + " a thousand" + Before(ThousandText(before)));
}

// How much a day or an hour, and how it went.
void Painter::PaintPace() {
  constexpr std::chrono::milliseconds kMillisecond{1};
  const Series series =
      SeriesOf(report_.spent_by_hour, report_.from, report_.to, width_ - kTextColumn);
  if (series.amounts.size() < 3 || report_.total.actual() <= 0) return;
  const Duration unit = series.step < std::chrono::days(1) ? series.step : std::chrono::days(1);
  const Wide pace = DivideRounded(report_.total.actual() * (unit / kMillisecond),
                                  (report_.to - report_.from) / kMillisecond);
  Fact("a" + std::string(unit < std::chrono::days(1) ? "n hour" : " day"),
       FormatDollars(pace, PlacesFor(pace)), Sparkline(series.amounts));
}

void Painter::PaintRequests() {
  const Sums& total = report_.total;
  std::string notes;
  const auto note = [&](Wide count, std::string_view name) {
    if (count == 0) return;
    notes += fmt::format("{}{} {} ({})", notes.empty() ? "" : ", ", FormatGrouped(count), name,
                         FormatShare(count, total.requests()));
  };
  note(total.unpriced(), "unpriced");
  note(total.estimated(), "estimated");
  note(total.failed(), "failed");
  if (WidthOf(notes) + kTextColumn <= width_)
    return Fact("requests", FormatGrouped(total.requests()), notes);
  Fact("requests", FormatGrouped(total.requests()), "");
  for (const auto& [name, count] : {std::pair<std::string_view, Wide>{"unpriced", total.unpriced()},
                                    {"estimated", total.estimated()},
                                    {"failed", total.failed()}}) {
    if (count != 0) Fact(name, FormatGrouped(count), FormatShare(count, total.requests()));
  }
}

void Painter::PaintCaches() {
  const Wide requests = report_.total.requests();
  std::string outcomes;
  for (const CacheOutcome& outcome : report_.outcomes) {
    if (!IsCacheHit(outcome.name)) continue;
    const std::string more =
        fmt::format("{}{} {}", outcomes.empty() ? ": " : ", ", Printable(outcome.name),
                    FormatShare(outcome.requests, requests));
    if (kTextColumn + 12 + WidthOf(outcomes + more) <= width_) outcomes += more;
  }
  Fact("cached", FormatShare(report_.cache_hits(), requests), "of requests" + outcomes);
  if (report_.total.input_tokens() == 0) return;
  Fact("prompt cache", FormatShare(report_.total.cached_tokens(), report_.total.input_tokens()),
       "of input tokens, by the providers");
}

void Painter::PaintWaterfall() {
  Title("From the baseline to what was spent");
  Lines(WaterfallLines(report_.total, places_, width_, colour_));
}

void Painter::PaintRows() {
  Title(fmt::format("By {}", NameOf(report_.by)));
  Lines(RowLines(report_, places_, width_));
}

void Painter::PaintCostDrivers() {
  Title("What costs most");
  Lines(CostDriverLines(report_, places_, width_));
}

}  // namespace

std::string ReportAsText(const Report& report, bool colour, size_t width) {
  return Painter(report, colour, width).Paint();
}

}  // namespace farthing::ledger
