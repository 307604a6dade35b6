#include "lab/mock/canned_stream.h"

#include <fmt/format.h>

#include <utility>

namespace farthing::lab {
namespace {

std::string Piece(const CannedRequest& request, uint64_t index) {
  std::string text;
  if (request.stamp) text += fmt::format("{}{:0{}}~", kStampMark, 0, kStampDigits);
  if (request.nonce.empty()) return text + "token ";
  const bool last = index + 1 == request.events;
  return text + fmt::format("~nonce:{}:{}~", request.nonce, last ? "end" : fmt::to_string(index));
}

// Empty, or the usage member when `part` of the content events have come.
std::string UsageMember(const CannedRequest& request, uint64_t part) {
  if (request.usage_when != UsageWhen::kEvery) return "";
  return ",\"usage\":" + UsageSoFar(CannedUsage(request, request.events), part, request.events);
}

std::string Chunk(const CannedRequest& request, std::string_view choices, std::string_view usage) {
  return fmt::format(
      R"(data: {{"id":"chatcmpl-mock","object":"chat.completion.chunk","created":1750000000,)"
      R"("model":"{}","choices":[{}]{}{}}})"
      "\n\n",
      request.model, choices, TierMember(request), usage);
}

std::string Choice(std::string_view delta, std::string_view finish_reason) {
  return fmt::format(R"({{"index":0,"delta":{},"logprobs":null,"finish_reason":{}}})", delta,
                     finish_reason);
}

std::string Named(std::string_view name, std::string_view members) {
  return fmt::format("event: {}\ndata: {{\"type\":\"{}\"{}}}\n\n", name, name, members);
}

// The records around the content, and the content itself.
struct Records {
  std::vector<std::string> before;
  std::vector<std::string> after;
};

Records ChatRecords(const CannedRequest& request) {
  Records records;
  records.before = {Chunk(request, Choice(R"({"role":"assistant","content":""})", "null"), "")};
  records.after = {Chunk(request, Choice("{}", R"("stop")"), UsageMember(request, request.events))};
  if (request.include_usage && request.usage_when != UsageWhen::kNever) {
    records.after.push_back(
        Chunk(request, "", ",\"usage\":" + CannedUsage(request, request.events)));
  }
  records.after.push_back("data: [DONE]\n\n");
  return records;
}

std::string MessageDelta(std::string_view stop_reason, std::string_view usage) {
  return Named(
      "message_delta",
      fmt::format(R"(,"delta":{{"stop_reason":{},"stop_sequence":null}}{})", stop_reason, usage));
}

Records MessagesRecords(const CannedRequest& request) {
  const std::string whole = CannedUsage(request, request.events);
  SplitUsage usage = Split(whole);
  for (std::string* part : {&usage.at_start, &usage.at_end}) part->insert(0, ",\"usage\":");
  if (request.usage_when == UsageWhen::kEvery) usage.at_end = ",\"usage\":" + whole;
  if (request.usage_when == UsageWhen::kNever) usage = {};
  Records records;
  records.before = {
      Named("message_start",
            fmt::format(R"(,"message":{{"id":"msg_mock","type":"message","role":"assistant",)"
                        R"("model":"{}","content":[],"stop_reason":null,"stop_sequence":null{}}})",
                        request.model, usage.at_start)),
      Named("content_block_start", R"(,"index":0,"content_block":{"type":"text","text":""})"),
      Named("ping", "")};
  records.after = {Named("content_block_stop", R"(,"index":0)"),
                   MessageDelta(R"("end_turn")", usage.at_end), Named("message_stop", "")};
  return records;
}

Records ResponsesRecords(const CannedRequest& request) {
  const auto response = [&request](std::string_view status, uint64_t number,
                                   std::string_view rest) {
    return Named(
        fmt::format("response.{}", status == "completed" ? "completed" : "created"),
        fmt::format(
            R"(,"sequence_number":{},"response":{{"id":"resp_mock","object":"response","status":"{}","model":"{}"{}}})",
            number, status, request.model, rest));
  };
  const std::string_view items = request.output.empty() ? "[]" : request.output;
  std::string rest = fmt::format(R"(,"output":{}{})", items, TierMember(request));
  if (request.usage_when != UsageWhen::kNever) {
    rest += ",\"usage\":" + CannedUsage(request, request.events);
  }
  Records records;
  records.before = {response("in_progress", 0, R"(,"output":[],"usage":null)")};
  records.after = {response("completed", request.events + 1, rest)};
  return records;
}

std::string Content(const CannedRequest& request, uint64_t index) {
  const std::string piece = Piece(request, index);
  const std::string usage = UsageMember(request, index + 1);
  if (request.endpoint == Endpoint::kMessages) {
    return Named("content_block_delta",
                 fmt::format(R"(,"index":0,"delta":{{"type":"text_delta","text":"{}"}})", piece)) +
           (usage.empty() ? "" : MessageDelta("null", usage));
  }
  if (request.endpoint == Endpoint::kResponses) {
    return Named("response.output_text.delta",
                 fmt::format(R"(,"sequence_number":{},"item_id":"msg_mock","output_index":0,)"
                             R"("content_index":0,"delta":"{}")",
                             index + 1, piece));
  }
  return Chunk(request, Choice(fmt::format(R"({{"content":"{}"}})", piece), "null"), usage);
}

Records RecordsAround(const CannedRequest& request) {
  if (request.endpoint == Endpoint::kMessages) return MessagesRecords(request);
  if (request.endpoint == Endpoint::kResponses) return ResponsesRecords(request);
  return ChatRecords(request);
}

}  // namespace

Answer CannedStream(const CannedRequest& request) {
  Answer answer;
  answer.stream = true;
  answer.content_type = kEventStream;
  Records records = RecordsAround(request);
  for (std::string& record : records.before)
    answer.events.push_back({Duration(0), std::move(record)});
  for (uint64_t i = 0; i < request.events; ++i) {
    answer.events.push_back({request.interval, Content(request, i)});
  }
  for (std::string& record : records.after)
    answer.events.push_back({Duration(0), std::move(record)});
  answer.events.front().wait = request.first_delay;
  return answer;
}

}  // namespace farthing::lab
