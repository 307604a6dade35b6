#include "lab/mock/spoil.h"

#include <zlib.h>

#include <algorithm>
#include <string>
#include <utility>

#include "base/check.h"

namespace farthing::lab {
namespace {

using namespace std::string_view_literals;

constexpr size_t kSlowPiece = 64;
constexpr Duration kSlowWait = std::chrono::milliseconds(10);
constexpr Duration kByteWait = std::chrono::microseconds(1);
constexpr std::string_view kPage =
    "<!DOCTYPE html><html><head><title>Welcome</title></head><body>A proxy's page.</body></html>";
constexpr std::string_view kGarbage =
    "\x16\x03\x01\x02\x00"
    " this is not HTTP\r\n\r\n\xff\xfe"sv;

std::string Gzip(std::string_view text) {
  z_stream stream{};
  constexpr int kGzipWindow = 15 + 16;
  CHECK(deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) ==
        Z_OK);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

void Compress(Answer* answer) {
  answer->fields += "content-encoding: gzip\r\n";
  answer->body = Gzip(answer->body);
  if (!answer->stream) return;
  std::string all;
  for (const AnswerEvent& event : answer->events) all += event.bytes;
  answer->events = {{answer->events.front().wait, Gzip(all)}};
}

void ToCrlf(std::string* bytes) {
  std::string out;
  for (const char c : *bytes) out += c == '\n' ? std::string("\r\n") : std::string(1, c);
  *bytes = std::move(out);
}

void RepeatUsage(bool late, Answer* answer) {
  auto& events = answer->events;
  const auto found = std::find_if(events.rbegin(), events.rend(), [](const AnswerEvent& event) {
    return event.bytes.find("\"usage\":{") != std::string::npos;
  });
  if (found == events.rend()) return;
  AnswerEvent usage = *found;
  if (late) {
    events.erase(std::next(found).base());
    events.push_back(std::move(usage));
  } else {
    events.insert(found.base(), std::move(usage));
  }
}

void EndWithError(Endpoint endpoint, Answer* answer) {
  auto& events = answer->events;
  if (events.empty()) return;
  events.resize((events.size() + 1) / 2);
  events.push_back({Duration(0), CannedErrorEvent(endpoint)});
}

// Keeps the head and `events` steps after it; of an answer without events, half of the body. With
// `inside`, half of the next step as well.
void Truncate(const Orders& orders, bool inside, Script* script) {
  auto& steps = script->steps;
  const bool stream = steps.size() > 2;
  const size_t events = stream ? orders.after.value_or((steps.size() - 1) / 2) : 0;
  const size_t next = std::min(events + 1, steps.size() - 1);
  steps.resize(next + 1);
  if (inside || !stream) {
    steps[next].bytes.resize(steps[next].bytes.size() / 2);
  } else {
    steps.pop_back();
  }
}

void Dribble(size_t size, Duration wait, Script* script) {
  std::vector<Script::Step> pieces;
  for (const Script::Step& step : script->steps) {
    for (size_t at = 0; at < step.bytes.size(); at += size) {
      pieces.push_back({at == 0 ? std::max(step.wait, wait) : wait, step.bytes.substr(at, size)});
    }
  }
  script->steps = std::move(pieces);
}

void KeepHalfHead(Script* script) {
  script->steps.resize(1);
  std::string& head = script->steps.front().bytes;
  head.resize(head.size() / 2);
}

}  // namespace

void SpoilAnswer(const Orders& orders, Endpoint endpoint, Answer* answer) {
  switch (orders.fault) {
    case Fault::kError200:
      *answer = CannedError(IsAnthropic(endpoint), 500, "");
      answer->status = 200;
      break;
    case Fault::kHtml:
      *answer = Answer{.content_type = "text/html", .body = std::string(kPage)};
      break;
    case Fault::kErrorEvent:
      EndWithError(endpoint, answer);
      break;
    case Fault::kGzip:
      Compress(answer);
      break;
    case Fault::kUsageTwice:
      RepeatUsage(false, answer);
      break;
    case Fault::kUsageLate:
      RepeatUsage(true, answer);
      break;
    case Fault::kCrlf:
      for (AnswerEvent& event : answer->events) ToCrlf(&event.bytes);
      break;
    case Fault::kNoDone:
      if (!answer->events.empty()) answer->events.pop_back();
      break;
    default:
      break;
  }
}

void SpoilScript(const Orders& orders, Script* script) {
  using End = Script::End;
  switch (orders.fault) {
    case Fault::kRefuse:
    case Fault::kReset:
      *script = {.steps = {{}}, .end = End::kReset};
      break;
    case Fault::kStall:
      *script = {.steps = {}, .end = End::kStall};
      break;
    case Fault::kGarbage:
      *script = {.steps = {{Duration(0), std::string(kGarbage)}}, .end = End::kFinish};
      break;
    case Fault::kResetHead:
      KeepHalfHead(script);
      script->end = End::kReset;
      break;
    case Fault::kResetBody:
      Truncate(orders, true, script);
      script->end = End::kReset;
      break;
    case Fault::kStallBody:
      Truncate(orders, false, script);
      script->end = End::kStall;
      break;
    case Fault::kCut:
    case Fault::kCutEvent:
      Truncate(orders, orders.fault == Fault::kCutEvent, script);
      script->end = End::kFinish;
      break;
    case Fault::kLengthLong:
      script->end = End::kFinish;
      break;
    case Fault::kSlow:
      Dribble(kSlowPiece, kSlowWait, script);
      break;
    case Fault::kBytes:
      Dribble(1, kByteWait, script);
      break;
    default:
      break;
  }
}

}  // namespace farthing::lab
