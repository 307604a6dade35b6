#include "cli/top_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/timestamp.h"

namespace farthing::cli {
namespace {

using observe::BreakerState;
using observe::LiveSnapshot;
using observe::ModelSnapshot;
using observe::RecentError;
using observe::UpstreamSnapshot;

constexpr double kP50 = 0.5, kP99 = 0.99;

// What happened within a stretch of time.
struct Window {
  double seconds = 0;
  std::vector<ModelSnapshot> models;  // of that time, the busiest first
  std::vector<UpstreamSnapshot> upstreams;
  uint64_t shed = 0;

  double Rate(uint64_t count) const {
    return seconds > 0 ? static_cast<double>(count) / seconds : 0;
  }
};

template <typename Row, typename Same>
const Row* FindRow(const std::vector<Row>& rows, Same same) {
  const auto found = std::ranges::find_if(rows, same);
  return found == rows.end() ? nullptr : &*found;
}

ModelSnapshot Since(const ModelSnapshot& now, const LiveSnapshot& earlier) {
  ModelSnapshot row = now;
  const ModelSnapshot* before = FindRow(earlier.models, [&now](const ModelSnapshot& other) {
    return other.provider == now.provider && other.model == now.model;
  });
  if (before != nullptr) row.Subtract(*before);
  return row;
}

UpstreamSnapshot Since(const UpstreamSnapshot& now, const LiveSnapshot& earlier) {
  UpstreamSnapshot row = now;
  const UpstreamSnapshot* before =
      FindRow(earlier.upstreams,
              [&now](const UpstreamSnapshot& other) { return other.provider == now.provider; });
  if (before == nullptr) return row;
  row.attempts -= std::min(row.attempts, before->attempts);
  row.failed_attempts -= std::min(row.failed_attempts, before->failed_attempts);
  return row;
}

Window WindowOf(const LiveSnapshot& now, const LiveSnapshot& earlier) {
  Window window;
  window.seconds = std::chrono::duration<double>(now.uptime - earlier.uptime).count();
  window.shed = now.shed - std::min(now.shed, earlier.shed);
  for (const ModelSnapshot& model : now.models) window.models.push_back(Since(model, earlier));
  for (const UpstreamSnapshot& row : now.upstreams) {
    window.upstreams.push_back(Since(row, earlier));
  }
  std::ranges::sort(window.models, [](const ModelSnapshot& a, const ModelSnapshot& b) {
    return std::tie(b.requests, a.provider, a.model) < std::tie(a.requests, b.provider, b.model);
  });
  return window;
}

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

std::string NameOf(const ModelSnapshot& model) {
  return model.provider == "none" ? "(no model)" : model.provider + "/" + model.model;
}

std::string Quantiles(const observe::HistogramCounts& counts) {
  return fmt::format("{:>8} {:>8}", FormatSeconds(counts.Quantile(kP50)),
                     FormatSeconds(counts.Quantile(kP99)));
}

class Page {
 public:
  Page(const LiveSnapshot& now, const TopScreen& screen, Window window)
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
    const ModelSnapshot total = [this] {
      ModelSnapshot sum;
      for (const ModelSnapshot& model : window_.models) sum.Add(model);
      return sum;
    }();
    Add(fmt::format("farthing {}  {}  up {}  {} UTC", now_.version, screen_.address,
                    FormatUptime(now_.uptime), ClockOf(now_.time)),
        TopStyle::kTitle);
    if (!screen_.notice.empty()) Add(screen_.notice, TopStyle::kAlert);
    const std::string span =
        since_start ? "since the start" : fmt::format("over {:.0f} s", window_.seconds);
    Add(fmt::format("requests/s {}  errors/s {}  shed/s {}  in flight {}  connections {}  ({})",
                    FormatRate(window_.Rate(total.requests)),
                    FormatRate(window_.Rate(total.errors)), FormatRate(window_.Rate(window_.shed)),
                    now_.requests_in_flight, now_.client_connections, span));
    Add(fmt::format(
        "latency p50 {} p99 {}  first token p50 {} p99 {}  tokens/s in {} out {}",
        FormatSeconds(total.duration.Quantile(kP50)), FormatSeconds(total.duration.Quantile(kP99)),
        FormatSeconds(total.first_token.Quantile(kP50)),
        FormatSeconds(total.first_token.Quantile(kP99)), FormatRate(window_.Rate(total.tokens_in)),
        FormatRate(window_.Rate(total.tokens_out))));
  }

  // `name` takes what the columns leave of the width.
  std::string Row(std::string_view name, std::string_view columns) const {
    const size_t room = screen_.width > columns.size() + 8 ? screen_.width - columns.size() : 8;
    const size_t width = std::min<size_t>(room, 48);
    return fmt::format("{:<{}.{}}{}", name, width, width - 1, columns);
  }

  void Models(size_t room) {
    Add("");
    Add(Row("MODEL", fmt::format("{:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}", "REQ/S", "ERR/S",
                                 "P50", "P99", "TTFT50", "TTFT99", "TOK/S")),
        TopStyle::kHeading);
    const size_t shown = Fitting(window_.models.size(), room);
    for (const ModelSnapshot& model : std::span(window_.models).first(shown)) {
      Add(Row(NameOf(model),
              fmt::format("{:>8} {:>8} {} {} {:>8}", FormatRate(window_.Rate(model.requests)),
                          FormatRate(window_.Rate(model.errors)), Quantiles(model.duration),
                          Quantiles(model.first_token),
                          FormatRate(window_.Rate(model.tokens_out)))),
          model.errors > 0 ? TopStyle::kAlert : TopStyle::kPlain);
    }
    More(window_.models.size() - shown, room);
  }

  void Upstreams(size_t room) {
    Add("");
    Add(Row("UPSTREAM", fmt::format("{:>8} {:>8} {:>8} {:>8}  {}", "CALLS/S", "FAIL/S", "ACTIVE",
                                    "IDLE", "BREAKERS")),
        TopStyle::kHeading);
    const size_t shown = Fitting(window_.upstreams.size(), room);
    for (const UpstreamSnapshot& row : std::span(window_.upstreams).first(shown)) {
      std::string breakers;
      bool closed = true;
      for (const BreakerState state : row.breakers) {
        breakers += (breakers.empty() ? "" : " ") + std::string(observe::NameOf(state));
        closed &= state == BreakerState::kClosed;
      }
      Add(Row(row.provider,
              fmt::format("{:>8} {:>8} {:>8} {:>8}  {}", FormatRate(window_.Rate(row.attempts)),
                          FormatRate(window_.Rate(row.failed_attempts)), row.active, row.idle,
                          breakers)),
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
  const Window window_;
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
