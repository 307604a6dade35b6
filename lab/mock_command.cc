#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <memory>

#include "base/clock.h"
#include "lab/commands.h"
#include "lab/mock/mock_server.h"
#include "lab/mock/sandbox_brain.h"

namespace farthing::lab {
namespace {

constexpr uint64_t kFiles = 20000;

// Blocks the signals before any thread starts, so that they come here and nowhere else.
void ServeUntilSignalled(MockServer& server) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  server.Start();
  fmt::print("listening on {}\n", server.url());
  std::fflush(stdout);
  int signal = 0;
  sigwait(&signals, &signal);
  server.Stop();
}

void RunMock(const MockOptions& options, bool brain) {
  NeedFiles(kFiles);
  const SystemClock clock;
  auto server = MockServer::Create(options, brain ? SandboxBrain(clock) : Brain(), clock);
  if (!server) Leave(server.error().message);
  ServeUntilSignalled(**server);
}

}  // namespace

void AddMockCommand(CLI::App& app) {
  auto options = std::make_shared<MockOptions>();
  auto brain = std::make_shared<bool>(false);
  CLI::App& mock =
      *app.add_subcommand("mock", "An upstream that answers, streams, delays and fails on order");
  mock.add_option("--listen", options->listen, "ADDRESS:PORT; port 0 takes a free one")
      ->capture_default_str();
  mock.add_option("--threads", options->threads, "Threads that share the port")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  AddSize(mock, "--answer-bytes", &options->answer_bytes, "Size of a JSON answer's body (500)");
  AddSize(mock, "--stream-events", &options->stream_events, "Content events of a stream (20)");
  AddDuration(mock, "--delay", &options->delay, "Wait before an answer's head (0)");
  AddDuration(mock, "--first-delay", &options->first_delay,
              "Wait between a stream's head and its first event (0)");
  AddDuration(mock, "--interval", &options->interval, "Wait before each content event (0)");
  mock.add_option("--faults", options->faults,
                  "Shares of faults, as in refuse=0.1,reset=0.1,429=0.05");
  mock.add_option("--seed", options->seed, "Seed of the faults' draw")->capture_default_str();
  mock.add_flag("--stamp", options->stamp,
                "Content events tell when they were sent; load then reports their delay");
  mock.add_flag("--brain", *brain, "Answer by the sandbox provider: tools, schemas, both dialects");
  mock.callback([options, brain] { RunMock(*options, *brain); });
}

}  // namespace farthing::lab
