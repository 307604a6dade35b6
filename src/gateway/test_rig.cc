#include "gateway/test_rig.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cctype>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "base/check.h"
#include "config/load.h"

namespace farthing::gateway::test {
namespace {

bool Contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

std::string LowerAfterFirstLine(std::string head) {
  for (size_t i = head.find("\r\n"); i < head.size(); ++i) {
    head[i] = static_cast<char>(std::tolower(static_cast<unsigned char>(head[i])));
  }
  return head;
}

size_t LengthIn(const std::string& head) {
  const size_t at = head.find("\r\ncontent-length: ");
  return at == head.npos ? 0 : std::strtoull(head.c_str() + at + 18, nullptr, 10);
}

}  // namespace

Flood::Flood(ProviderCall& call, int events)
    : event_(TextEvent(std::string(60'000, 'x'))), events_(events) {
  call.StartStream();
  thread_ = std::thread([this, &call] {
    for (; written_ < events_; ++written_) call.Chunk(event_);
    call.Chunk(std::string(kStopEvent) + std::string(kDone));
    call.EndStream();
  });
}

int Flood::WaitUntilStuck(TestGateway& gateway) const {
  for (int last = -1; last != written_;) {
    last = written_;
    for (int i = 0; i < 200; ++i) gateway.Get("/health/live");
  }
  return written_;
}

size_t Flood::size() const {
  return static_cast<size_t>(events_) * event_.size() + kStopEvent.size() + kDone.size();
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void MemorySink::Write(std::string_view line) {
  const std::lock_guard lock(mutex_);
  text_.append(line);
}

std::string MemorySink::text() const {
  const std::lock_guard lock(mutex_);
  return text_;
}

bool ProviderCall::Next() {
  head = LowerAfterFirstLine(peer.ReceiveTo("\r\n\r\n"));
  if (head.empty()) return false;
  body.clear();
  const size_t length = LengthIn(head);
  while (body.size() < length) {
    const std::string more = peer.Receive();
    if (more.empty()) return false;
    body += more;
  }
  return body.size() == length;
}

void ProviderCall::Answer(int status, std::string_view answer, std::string_view more_headers) {
  const bool has_type = Contains(more_headers, "content-type:");
  peer.Send(fmt::format("HTTP/1.1 {} X\r\n{}{}content-length: {}\r\n\r\n{}", status,
                        has_type ? "" : "content-type: application/json\r\n", more_headers,
                        answer.size(), answer));
}

void ProviderCall::StartStream(std::string_view more_headers) {
  peer.Send(fmt::format(
      "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n{}\r\n",
      more_headers));
}

bool ProviderCall::Chunk(std::string_view bytes) {
  return peer.Send(fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes));
}

void ProviderCall::EndStream() { peer.Send("0\r\n\r\n"); }

ScriptedProvider::ScriptedProvider(std::string_view dialect) : dialect_(dialect) {
  fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  CHECK(bind(fd_, reinterpret_cast<sockaddr*>(&address), size) == 0 && listen(fd_, 64) == 0);
  CHECK(getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  url_ = fmt::format("http://127.0.0.1:{}", ntohs(address.sin_port));
}

ScriptedProvider::~ScriptedProvider() { Refuse(); }

void ScriptedProvider::Refuse() {
  if (fd_ >= 0) close(std::exchange(fd_, -1));
}

bool ScriptedProvider::IsCalled() const {
  pollfd wanted{.fd = fd_, .events = POLLIN, .revents = 0};
  return poll(&wanted, 1, 0) == 1;
}

Peer ScriptedProvider::TakeConnection() {
  pollfd wanted{.fd = fd_, .events = POLLIN, .revents = 0};
  const auto patience = std::chrono::duration_cast<std::chrono::milliseconds>(kPatience);
  if (poll(&wanted, 1, static_cast<int>(patience.count())) != 1) {
    throw std::runtime_error("nobody called the provider");
  }
  const int fd = accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC);
  const timeval limit{.tv_sec = kPatience.count(), .tv_usec = 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
  return Peer(fd);
}

ProviderCall ScriptedProvider::Take() {
  ProviderCall call{.peer = TakeConnection(), .head = {}, .body = {}};
  if (!call.Next()) throw std::runtime_error("the provider got no whole request");
  return call;
}

std::string ScriptedProvider::Line(std::string_view name, std::string_view more) const {
  return fmt::format("  {}: {{ dialect: {}, base_url: \"{}{}\", {} }}\n", name, dialect_, url_,
                     dialect_ == "openai" ? "/v1" : "", more);
}

TestGateway::TestGateway(std::string_view yaml, std::string_view access_log)
    : access_log_(access_log == "off" ? "off" : folder_.path + "/" + std::string(access_log)) {
  Result<config::Config> config = Load(yaml);
  if (!config) CheckFailed(__FILE__, __LINE__, config.error().message.c_str());
  Gateway::Options options;
  options.config = std::move(*config);
  options.load = [this] { return Load(next_yaml_); };
  options.admin_token = "admin-secret";
  options.version = "test";
  Result<std::unique_ptr<Gateway>> started = Gateway::Start(std::move(options), clock_, logger_);
  if (!started) CheckFailed(__FILE__, __LINE__, started.error().message.c_str());
  gateway_ = std::move(*started);
  const std::string& url = gateway_->urls().front();
  address_ = *net::Address::Parse(url.substr(url.find("//") + 2));
  heart_.emplace(address_);
  CHECK(heart_->Ask(HttpRequest("GET", "/health/live")).status == 200);
}

TestGateway::~TestGateway() = default;

Result<config::Config> TestGateway::Load(std::string_view yaml) const {
  const bool names_workers = Contains(yaml, "workers:");
  const bool names_log = Contains(yaml, "access_log:");
  std::string text = fmt::format("listen: 127.0.0.1:0\ndata_dir: {}/data\n", folder_.path);
  if (!names_workers) text += "workers: 1\n";
  if (!names_log) text += fmt::format("access_log: {{ path: \"{}\" }}\n", access_log_);
  text += yaml;
  config::FakeEnvironment environment;
  return config::Load(text, "test.yaml", environment);
}

Answer TestGateway::Get(std::string_view path, std::string_view headers) {
  return Ask(HttpRequest("GET", path, {}, headers));
}

Answer TestGateway::Post(std::string_view path, std::string_view body, std::string_view headers) {
  return Ask(HttpRequest("POST", path, body, headers));
}

int64_t TestGateway::Metric(std::string_view prefix, std::string_view label) {
  const std::string text = Get("/metrics").body;
  double sum = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(prefix) || !Contains(line, label)) continue;
    sum += std::strtod(line.c_str() + line.rfind(' '), nullptr);
  }
  return static_cast<int64_t>(sum);
}

bool TestGateway::MetricBecomes(std::string_view prefix, std::string_view label, int64_t value) {
  const auto give_up = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < give_up) {
    if (Metric(prefix, label) == value) return true;
  }
  return false;
}

void TestGateway::Pass(Duration time) {
  clock_.Advance(time);
  // An answer may leave in the turn that began before; one of the next comes after its timers.
  for (int turn = 0; turn < 3; ++turn) {
    CHECK(heart_->Ask(HttpRequest("GET", "/health/live")).status == 200);
  }
}

Status TestGateway::Reload(std::string_view yaml) {
  next_yaml_ = yaml;
  Status reloaded = gateway_->Reload();
  Pass(Duration(0));  // until the worker has it
  return reloaded;
}

std::string TestGateway::StopAndReadAccessLog() {
  gateway_.reset();
  return ReadFile(access_log_);
}

std::string HttpRequest(std::string_view method, std::string_view path, std::string_view body,
                        std::string_view headers) {
  std::string request = fmt::format("{} {} HTTP/1.1\r\nhost: test\r\n{}", method, path, headers);
  if (!body.empty()) {
    if (!Contains(headers, "content-type:")) request += "content-type: application/json\r\n";
    request += fmt::format("content-length: {}\r\n", body.size());
  }
  return request.append("\r\n").append(body);
}

std::string ChatBody(std::string_view model, std::string_view more) {
  return fmt::format(R"({{"model":"{}","max_tokens":16,"messages":[{{"role":"user","content":)"
                     R"("secret prompt"}}]{}}})",
                     model, more);
}

std::string TextEvent(std::string_view text) {
  return fmt::format(
      "data: {{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
      "\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{}\"}},\"finish_reason\":null}}]}}\n\n",
      text);
}

std::string ReadChunk(Peer& peer) {
  const std::string line = peer.ReceiveTo("\r\n");
  size_t size = 0;
  std::from_chars(line.data(), line.data() + line.size(), size, 16);
  if (size == 0) return {};
  std::string bytes;
  while (bytes.size() < size + 2) {
    const std::string more = peer.ReceiveTo("\r\n");
    if (more.empty()) return {};
    bytes += more;
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace farthing::gateway::test
