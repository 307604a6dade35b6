#include "cli/top_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/timestamp.h"
#include "cli/top_columns.h"
#include "cli/top_window.h"

namespace farthing::cli {
namespace {

using observe::BreakerState;
using observe::LiveSnapshot;
using observe::ModelSnapshot;
using observe::RecentError;
using observe::UpstreamSnapshot;

constexpr double kP50 = 0.5, kP99 = 0.99;

std::string FormatUptime(Duration uptime) {
  const auto seconds = uptime / std::chrono::seconds(1);
  const std::string clock =
      fmt::format("{:02}:{:02}:{:02}", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
  const auto days = seconds / 86'400;
  return days > 0 ? fmt::format("{}d {}", days, clock) : clock;
}

std::string ClockOf(WallTime time) {
  constexpr size_t kClockAt = 11, kClockSize = 8;
  std::string text;
  AppendTimestamp(time, &text);
  return text.substr(kClockAt, kClockSize);
}

// Where there is no room for all of it, the provider's name is cut first: "ant/claude-haiku-4-5".
std::string NameOf(const ModelSnapshot& model, size_t room) {
  if (model.provider == "none") return "(no model)";
  const size_t left = room - std::min(room, model.model.size() + 1);
  return fmt::format("{:.{}}/{}", model.provider, std::max<size_t>(left, 1), model.model);
}

std::string Usd(double dollars) {
  return dollars < 0 ? "-$" + FormatAmount(-dollars) : "$" + FormatAmount(dollars);
}

// Since the start, but for what is spent an hour.
std::string MoneyText(const ModelSnapshot& all, double dollars_per_hour) {
  const double saved = DollarsOf(all.saved()), baseline = DollarsOf(all.baseline);
  std::string text = fmt::format("spent {} ({}/h)  saved {}", Usd(DollarsOf(all.cost)),
                                 Usd(dollars_per_hour), Usd(saved));
  if (baseline > 0) text += fmt::format(" ({:.1f}%)", 100 * saved / baseline);
  return text;
}

std::string LedgerText(const observe::LedgerState& ledger, const ModelSnapshot& all) {
  std::string text = fmt::format("ledger {}, {} rows waiting", ledger.up ? "up" : "takes no rows",
                                 ledger.waiting_rows);
  if (all.unpriced > 0) text += fmt::format("  unpriced {} (+)", all.unpriced);
  if (all.estimated > 0) text += fmt::format("  estimated {} (~)", all.estimated);
  return text;
}

class Page {
 public:
  Page(const LiveSnapshot& now, const TopScreen& screen, TopWindow window)
      : now_(now), screen_(screen), window_(std::move(window)) {}

  std::vector<TopLine> Draw(bool since_start) {
    Head(since_start);
    // The sections share what is left of the screen, each with its heading and an empty line.
    size_t sections = 3, left = RowsLeft(sections);
    const size_t errors = std::min(now_.errors.size(), left / sections--);
    left -= errors;
    const size_t upstreams = std::min(window_.upstreams.size(), left / sections--);
    Models(left - upstreams);
    Upstreams(upstreams);
    Errors(errors);
    return std::move(lines_);
  }

 private:
  void Add(std::string text, TopStyle style = TopStyle::kPlain) {
    text = fmt::format("{:.{}}", text, screen_.width);
    text.erase(text.find_last_not_of(' ') + 1);
    lines_.push_back({std::move(text), style});
  }

  size_t RowsLeft(size_t sections) const {
    constexpr size_t kUnbounded = 10'000;
    if (screen_.height == 0) return kUnbounded;
    const size_t used = lines_.size() + 2 * sections;
    return screen_.height > used ? screen_.height - used : 0;
  }

  // How many of `rows` fit into `room`, leaving a line to say how many do not.
  static size_t Fitting(size_t rows, size_t room) {
    return rows <= room ? rows : std::max<size_t>(room, 1) - 1;
  }

  void Head(bool since_start) {
    const ModelSnapshot recent = window_.Total(), all = now_.Total();
    Add(fmt::format("farthing {}  {}  up {}  {} UTC", now_.version, screen_.address,
                    FormatUptime(now_.uptime), ClockOf(now_.time)),
        TopStyle::kTitle);
    if (!screen_.notice.empty()) Add(screen_.notice, TopStyle::kAlert);
    Add(fmt::format("requests/s {}  errors/s {}  shed/s {}  in flight {}  connections {}",
                    FormatRate(window_.Rate(recent.requests)),
                    FormatRate(window_.Rate(recent.errors)), FormatRate(window_.Rate(window_.shed)),
                    now_.requests_in_flight, now_.client_connections));
    Add(fmt::format(
        "latency p50 {} p99 {}  first token p50 {} p99 {}  ({})",
        FormatSeconds(recent.duration.Quantile(kP50)),
        FormatSeconds(recent.duration.Quantile(kP99)),
        FormatSeconds(recent.first_token.Quantile(kP50)),
        FormatSeconds(recent.first_token.Quantile(kP99)),
        since_start ? "since the start" : fmt::format("over {:.0f} s", window_.seconds)));
    Add(fmt::format(
        "{}  tokens/s in {} out {}", MoneyText(all, window_.DollarsPerHour(recent.cost)),
        FormatRate(window_.Rate(recent.tokens_in)), FormatRate(window_.Rate(recent.tokens_out))));
    Add(LedgerText(now_.ledger, all), now_.ledger.up ? TopStyle::kPlain : TopStyle::kAlert);
  }

  // What columns of that width leave of the screen for a name and a blank.
  size_t NameWidth(size_t columns) const {
    const size_t room = screen_.width > columns + 8 ? screen_.width - columns : 8;
    return std::min<size_t>(room, 48);
  }
  static std::string Name(std::string_view name, size_t width) {
    return fmt::format("{:<{}.{}}", name, width, width - 1);
  }

  void Models(size_t room) {
    Add("");
    const std::string headings = ModelHeadings(screen_.width);
    const size_t width = NameWidth(headings.size());
    Add(Name("MODEL", width) + headings, TopStyle::kHeading);
    const size_t shown = Fitting(window_.models.size(), room);
    for (const TopModel& model : std::span(window_.models).first(shown)) {
      Add(Name(NameOf(*model.all, width - 1), width) + ModelColumns(window_, model, screen_.width),
          model.recent.errors > 0 ? TopStyle::kAlert : TopStyle::kPlain);
    }
    More(window_.models.size() - shown, room);
  }

  void Upstreams(size_t room) {
    constexpr size_t kColumns = 4 * 9, kBreakers = 24;
    const size_t width = NameWidth(kColumns + kBreakers);
    Add("");
    Add(Name("UPSTREAM", width) + fmt::format(" {:>8} {:>8} {:>8} {:>8}  {}", "CALLS/S", "FAIL/S",
                                              "ACTIVE", "IDLE", "BREAKERS"),
        TopStyle::kHeading);
    const size_t shown = Fitting(window_.upstreams.size(), room);
    for (const UpstreamSnapshot& row : std::span(window_.upstreams).first(shown)) {
      std::string breakers;
      bool closed = true;
      for (const BreakerState state : row.breakers) {
        breakers += (breakers.empty() ? "" : " ") + std::string(observe::NameOf(state));
        closed &= state == BreakerState::kClosed;
      }
      Add(Name(row.provider, width) + fmt::format(" {:>8} {:>8} {:>8} {:>8}  {}",
                                                  FormatRate(window_.Rate(row.attempts)),
                                                  FormatRate(window_.Rate(row.failed_attempts)),
                                                  row.active, row.idle, breakers),
          closed ? TopStyle::kPlain : TopStyle::kAlert);
    }
    More(window_.upstreams.size() - shown, room);
  }

  void Errors(size_t room) {
    Add("");
    Add("RECENT ERRORS", TopStyle::kHeading);
    const size_t shown = Fitting(now_.errors.size(), room);
    for (const RecentError& error : std::span(now_.errors).first(shown)) {
      Add(fmt::format("{} {} {} {} {}", ClockOf(error.time), error.status, error.model, error.slug,
                      error.message));
    }
    More(now_.errors.size() - shown, room);
  }

  void More(size_t hidden, size_t room) {
    if (hidden > 0 && room > 0) Add(fmt::format("... and {} more", hidden));
  }

  const LiveSnapshot& now_;
  const TopScreen& screen_;
  const TopWindow window_;
  std::vector<TopLine> lines_;
};

}  // namespace

std::vector<TopLine> RenderTop(const LiveSnapshot& now, const LiveSnapshot* earlier,
                               const TopScreen& screen) {
  const LiveSnapshot start;
  const bool since_start = earlier == nullptr || earlier->uptime >= now.uptime;
  Page page(now, screen, WindowOf(now, since_start ? start : *earlier));
  std::vector<TopLine> lines = page.Draw(since_start);
  if (screen.height > 0 && lines.size() > screen.height) lines.resize(screen.height);
  return lines;
}

}  // namespace farthing::cli
