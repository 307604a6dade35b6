#include "cli/http_get.h"

#include "cli/channel.h"

namespace farthing::cli {
namespace {

constexpr size_t kMaxReplyBytes = size_t{64} << 20;

std::string RequestFor(const HttpQuestion& question) {
  const size_t authority = question.address.find("://");
  const std::string host =
      authority == std::string::npos ? "localhost" : question.address.substr(authority + 3);
  std::string request =
      "GET " + question.path + " HTTP/1.1\r\nhost: " + host + "\r\nconnection: close\r\n";
  for (const auto& [name, value] : question.headers) request += name + ": " + value + "\r\n";
  return request + "\r\n";
}

Result<HttpReply> Receive(Channel& channel) {
  std::string bytes;
  char buffer[16 << 10];
  while (bytes.size() <= kMaxReplyBytes) {
    const Result<size_t> got = channel.Read(buffer);
    if (!got) return Fail(got.error());
    bytes.append(buffer, *got);
    Result<std::optional<HttpReply>> reply = ParseReply(bytes, *got == 0);
    if (!reply) return Fail(reply.error());
    if (reply->has_value()) return std::move(**reply);
  }
  return Fail(Error::Upstream("the answer is longer than anything expected here", false));
}

Result<HttpReply> Exchange(const HttpQuestion& question, Channel::Deadline deadline) {
  Result<Channel> channel = Channel::Open(question.address, question.verify, deadline);
  if (!channel) return Fail(channel.error());
  if (const Status sent = channel->Write(RequestFor(question)); !sent) return Fail(sent.error());
  return Receive(*channel);
}

}  // namespace

Result<HttpReply> HttpGet(const HttpQuestion& question, Duration timeout) {
  Result<HttpReply> reply = Exchange(question, std::chrono::steady_clock::now() + timeout);
  if (reply) return reply;
  return Fail(
      Error::Upstream("cannot reach " + question.address + ": " + reply.error().message, true));
}

}  // namespace farthing::cli
