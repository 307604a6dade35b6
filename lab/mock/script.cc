#include "lab/mock/script.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "lab/mock/spoil.h"

namespace farthing::lab {
namespace {

constexpr uint64_t kHugeBytes = uint64_t{1} << 30;
constexpr size_t kHugePiece = 64 * 1024;

std::string_view Reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 404:
      return "Not Found";
    case 429:
      return "Too Many Requests";
    case 500:
      return "Internal Server Error";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    default:
      return "Mock";
  }
}

std::string HeadBytes(const Answer& answer, std::string_view framing) {
  return fmt::format("HTTP/1.1 {} {}\r\ncontent-type: {}\r\n{}{}\r\n\r\n", answer.status,
                     Reason(answer.status), answer.content_type, answer.fields, framing);
}

size_t DeclaredLength(const Answer& answer, Fault fault) {
  size_t length = answer.body.size();
  for (const AnswerEvent& event : answer.events) length += event.bytes.size();
  if (fault == Fault::kLengthShort) return length / 2;
  return fault == Fault::kLengthLong ? length + 100 : length;
}

std::string Chunked(std::string_view bytes) {
  return fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes);
}

Script Framed(const Answer& answer, Fault fault) {
  Script script;
  const bool length_lies = fault == Fault::kLengthShort || fault == Fault::kLengthLong;
  const bool chunked = answer.stream && !length_lies;
  const std::string framing =
      chunked ? "transfer-encoding: chunked"
              : fmt::format("content-length: {}", DeclaredLength(answer, fault));
  script.steps.push_back({Duration(0), HeadBytes(answer, framing)});
  if (!answer.stream) script.steps.push_back({Duration(0), answer.body});
  for (const AnswerEvent& event : answer.events) {
    Script::Step step{event.wait, chunked ? Chunked(event.bytes) : event.bytes};
    step.stamped = event.bytes.find(kStampMark) != std::string::npos;
    script.steps.push_back(std::move(step));
  }
  if (chunked) script.steps.back().bytes += "0\r\n\r\n";
  return script;
}

// A valid answer of about `total` bytes whose text is one letter.
Script Huge(const Answer& answer, uint64_t total) {
  Script script;
  const std::string piece(kHugePiece, 'x');
  const uint64_t repeat = std::max<uint64_t>(1, total / kHugePiece);
  if (answer.stream) {
    script.steps.push_back({Duration(0), HeadBytes(answer, "transfer-encoding: chunked")});
    script.steps.push_back({Duration(0), Chunked("data: " + piece + "\n\n"), repeat});
    script.steps.push_back({Duration(0), "0\r\n\r\n"});
    return script;
  }
  const std::string before = R"({"id":"mock","object":"chat.completion","choices":[],"padding":")";
  const uint64_t length = before.size() + repeat * kHugePiece + 2;
  script.steps.push_back(
      {Duration(0), HeadBytes(answer, fmt::format("content-length: {}", length)) + before});
  script.steps.push_back({Duration(0), piece, repeat});
  script.steps.push_back({Duration(0), "\"}"});
  return script;
}

}  // namespace

Script WriteScript(Answer answer, const Orders& orders, Endpoint endpoint) {
  answer.fields +=
      IsAnthropic(endpoint) ? "request-id: req-mock\r\n" : "x-request-id: req-mock\r\n";
  SpoilAnswer(orders, endpoint, &answer);
  Script script = orders.fault == Fault::kHuge ? Huge(answer, orders.bytes.value_or(kHugeBytes))
                                               : Framed(answer, orders.fault);
  SpoilScript(orders, &script);
  script.fault = orders.fault;
  if (orders.delay && !script.steps.empty()) script.steps.front().wait += *orders.delay;
  return script;
}

}  // namespace farthing::lab
