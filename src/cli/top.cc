#include "cli/top.h"

#include <unistd.h>

#include <deque>
#include <ostream>
#include <thread>

#include "cli/data_dir.h"
#include "cli/run.h"
#include "cli/top_view.h"
#include "observe/snapshot.h"

namespace farthing::cli {
namespace {

using observe::LiveSnapshot;

constexpr std::chrono::seconds kInterval{1};
constexpr size_t kWindowSnapshots = 10;

Result<LiveSnapshot> Poll(TopSource& source) {
  const Result<std::string> json = source.Fetch();
  if (!json) return Fail(json.error());
  return observe::DecodeSnapshot(*json);
}

int Failed(const Error& error, const Output& output) {
  PrintError(error.message, output);
  return error.code == ErrorCode::kConfiguration ? kWrongInput : kOutsideFailed;
}

Result<GatewayAddress> Find(const Arguments& arguments, const config::Environment& environment) {
  const Result<std::string> data_dir = DataDirOf(arguments, environment);
  if (!data_dir) return Fail(data_dir.error());
  return FindGateway(*data_dir, arguments.Get("--address"), environment);
}

// The snapshots of the last seconds; the oldest is what rates are counted from.
class History {
 public:
  void Push(LiveSnapshot snapshot) {
    if (!snapshots_.empty() && snapshot.uptime < snapshots_.back().uptime) snapshots_.clear();
    snapshots_.push_back(std::move(snapshot));
    if (snapshots_.size() > kWindowSnapshots + 1) snapshots_.pop_front();
  }
  const LiveSnapshot& latest() const { return snapshots_.back(); }
  const LiveSnapshot* earlier() const {
    return snapshots_.size() < 2 ? nullptr : &snapshots_.front();
  }

 private:
  std::deque<LiveSnapshot> snapshots_;
};

}  // namespace

int PrintSnapshot(TopSource& source, const Output& output) {
  const Result<std::string> json = source.Fetch();
  if (!json) return Failed(json.error(), output);
  output.out << *json << '\n';
  return kFine;
}

int PrintView(TopSource& source, const std::string& address, Duration between,
              const Output& output) {
  const Result<LiveSnapshot> earlier = Poll(source);
  if (!earlier) return Failed(earlier.error(), output);
  std::this_thread::sleep_for(between);
  const Result<LiveSnapshot> now = Poll(source);
  if (!now) return Failed(now.error(), output);
  output.out << PlainText(RenderTop(*now, &*earlier, {.address = address}));
  return kFine;
}

void WatchLive(TopSource& source, LiveSnapshot first, const std::string& address, Duration interval,
               TopTerminal& terminal) {
  History history;
  history.Push(std::move(first));
  std::string notice;
  while (true) {
    auto event = TopTerminal::Event::kResize;
    while (event == TopTerminal::Event::kResize) {
      const TopTerminal::Size size = terminal.size();
      terminal.Write(AnsiFrame(RenderTop(history.latest(), history.earlier(),
                                         {address, notice, size.width, size.height})));
      event = terminal.Wait(interval);
    }
    if (event == TopTerminal::Event::kQuit) return;
    Result<LiveSnapshot> now = Poll(source);
    // A gateway that is away for a moment leaves the last view standing.
    notice = now ? "" : now.error().message;
    if (now) history.Push(std::move(*now));
  }
}

int RunTop(const Arguments& arguments, const Output& output) {
  const config::SystemEnvironment environment;
  const Result<GatewayAddress> gateway = Find(arguments, environment);
  if (!gateway) return Failed(gateway.error(), output);
  GatewaySource source(*gateway);
  if (arguments.Has("--json")) return PrintSnapshot(source, output);
  if (arguments.Has("--once")) return PrintView(source, gateway->address, kInterval, output);
  if (isatty(STDOUT_FILENO) != 1) {
    PrintError("standard output is not a terminal; use --once or --json", output);
    return kWrongUsage;
  }
  Result<LiveSnapshot> first = Poll(source);
  if (!first) return Failed(first.error(), output);
  TopTerminal terminal(STDIN_FILENO, STDOUT_FILENO);
  WatchLive(source, std::move(*first), gateway->address, kInterval, terminal);
  return kFine;
}

}  // namespace farthing::cli
