#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/test_folder.h"
#include "gateway/gateway.h"
#include "net/test_rig.h"

// A gateway in the test's process between two blocking ends that the test's own thread plays in
// turn: the caller and the provider. Nothing sleeps: every wait is for a byte or a close, and time
// moves only when the test says so.
namespace farthing::gateway::test {

using net::test::Answer;
using net::test::kPatience;
using net::test::Peer;

// The machine's time, plus what the test has let pass. Any thread.
class ShiftedClock final : public Clock {
 public:
  MonotonicTime Now() const override { return real_.Now() + shift(); }
  WallTime WallNow() const override { return real_.WallNow() + shift(); }
  void Advance(Duration by) { shift_ns_ += by.count(); }

 private:
  Duration shift() const { return Duration(shift_ns_.load()); }
  SystemClock real_;
  std::atomic<int64_t> shift_ns_{0};
};

class MemorySink final : public LogSink {
 public:
  void Write(std::string_view line) override;
  std::string text() const;

 private:
  mutable std::mutex mutex_;
  std::string text_;
};

// One request as a provider received it, and the connection to answer on.
struct ProviderCall {
  Peer peer;
  std::string head;  // lower case but for the first line
  std::string body;

  // The next request on the same connection.
  bool Next();
  void Answer(int status, std::string_view body, std::string_view more_headers = {});
  void StartStream(std::string_view more_headers = {});
  // One chunk of a stream that was started.
  bool Chunk(std::string_view bytes);
  void EndStream();
  bool HasHeader(std::string_view line) const {
    return head.find("\r\n" + std::string(line)) != head.npos;
  }
};

// A provider whose every word the test says. REQUIRES: one thread.
class ScriptedProvider {
 public:
  explicit ScriptedProvider(std::string_view dialect = "openai");
  ScriptedProvider(const ScriptedProvider&) = delete;
  ScriptedProvider& operator=(const ScriptedProvider&) = delete;
  ~ScriptedProvider();

  // Waits for a new connection and the request on it; throws, which fails the test, when none
  // comes.
  ProviderCall Take();
  // The same without reading anything of it.
  Peer TakeConnection();
  // A line of `providers:`, with what stands in `more` ("api_keys: [a, b]").
  std::string Line(std::string_view name, std::string_view more = "models: [m]") const;
  // Whether somebody has connected whom nobody has taken yet.
  bool IsCalled() const;
  // No more connections are accepted.
  void Refuse();
  const std::string& url() const { return url_; }

 private:
  const std::string dialect_;
  std::string url_;
  int fd_ = -1;
};

// A running gateway of one worker, configured by `yaml` (all but listen, data_dir and access_log).
class TestGateway {
 public:
  explicit TestGateway(std::string_view yaml, std::string_view access_log = "off");
  ~TestGateway();

  Peer Connect(int receive_buffer = 0) const { return Peer(address_, receive_buffer); }
  Answer Ask(std::string_view request) { return Connect().Ask(request); }
  Answer Get(std::string_view path, std::string_view headers = {});
  Answer Post(std::string_view path, std::string_view body, std::string_view headers = {});
  // The sum of the samples of /metrics whose line begins with `prefix` and holds `label`.
  int64_t Metric(std::string_view prefix, std::string_view label = {});
  // Asks again and again until the metric has the value; false when patience is over.
  bool MetricBecomes(std::string_view prefix, std::string_view label, int64_t value);

  // Lets time pass and the worker see it.
  void Pass(Duration time);
  Status Reload(std::string_view yaml);

  Gateway& operator*() { return *gateway_; }
  Gateway* operator->() { return gateway_.get(); }
  ShiftedClock& clock() { return clock_; }
  std::string log() const { return sink_.text(); }
  // Ends it; then the access log is complete.
  std::string StopAndReadAccessLog();
  // Ends it; then the ledger in its folder is complete.
  void Stop() { gateway_.reset(); }
  const std::string& folder() const { return folder_.path; }

 private:
  Result<config::Config> Load(std::string_view yaml) const;

  const TestFolder folder_;
  const std::string access_log_;
  ShiftedClock clock_;
  MemorySink sink_;
  Logger logger_{sink_, clock_, LogFormat::kJson, LogLevel::kDebug};
  std::string next_yaml_;
  std::unique_ptr<Gateway> gateway_;
  net::Address address_;
  std::optional<Peer> heart_;  // an open connection, on which bytes make the worker take a turn
};

// A whole chat stream of large events, sent on a thread of its own as fast as it is taken.
class Flood {
 public:
  Flood(ProviderCall& call, int events);
  Flood(const Flood&) = delete;
  Flood& operator=(const Flood&) = delete;
  ~Flood() { thread_.join(); }

  // Until the kernel's buffers are full and the gateway takes no more: how many events are out.
  int WaitUntilStuck(TestGateway& gateway) const;
  size_t size() const;  // of all of it

 private:
  const std::string event_;
  const int events_;
  std::atomic<int> written_{0};
  std::thread thread_;
};

std::string ReadFile(const std::string& path);

// A request's bytes with its length and a host.
std::string HttpRequest(std::string_view method, std::string_view path, std::string_view body = {},
                        std::string_view headers = {});

// {"model":MODEL,"messages":[…]} and what stands in `more` (",\"stream\":true").
std::string ChatBody(std::string_view model, std::string_view more = {});

// A small whole answer of each dialect.
inline constexpr std::string_view kOpenAIAnswer =
    R"({"id":"c1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,)"
    R"("message":{"role":"assistant","content":"hello"},"finish_reason":"stop"}],)"
    R"("usage":{"prompt_tokens":7,"completion_tokens":2,"total_tokens":9}})";
inline constexpr std::string_view kAnthropicAnswer =
    R"({"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text",)"
    R"("text":"hello"}],"stop_reason":"end_turn","stop_sequence":null,)"
    R"("usage":{"input_tokens":7,"output_tokens":2}})";

// Events of a chat stream in OpenAI's dialect.
std::string TextEvent(std::string_view text);
inline constexpr std::string_view kStopEvent =
    "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
    "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
inline constexpr std::string_view kUsageEvent =
    "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
    "\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2,\"total_tokens\":9}}"
    "\n\n";
inline constexpr std::string_view kDone = "data: [DONE]\n\n";

// Reads the next chunk of a chunked answer; "" at its end or when the connection ended.
std::string ReadChunk(Peer& peer);

}  // namespace farthing::gateway::test
