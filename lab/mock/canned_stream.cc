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

std::string Chunk(std::string_view model, std::string_view choices, std::string_view usage) {
  return fmt::format(
      R"(data: {{"id":"chatcmpl-mock","object":"chat.completion.chunk","created":1750000000,)"
      R"("model":"{}","choices":[{}]{}}})"
      "\n\n",
      model, choices, usage);
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
  records.before = {
      Chunk(request.model, Choice(R"({"role":"assistant","content":""})", "null"), "")};
  records.after = {Chunk(request.model, Choice("{}", R"("stop")"), "")};
  if (request.include_usage) {
    records.after.push_back(Chunk(
        request.model, "",
        fmt::format(R"(,"usage":{{"prompt_tokens":60,"completion_tokens":{},"total_tokens":{}}})",
                    request.events, request.events + 60)));
  }
  records.after.push_back("data: [DONE]\n\n");
  return records;
}

Records MessagesRecords(const CannedRequest& request) {
  Records records;
  records.before = {
      Named("message_start",
            fmt::format(R"(,"message":{{"id":"msg_mock","type":"message","role":"assistant",)"
                        R"("model":"{}","content":[],"stop_reason":null,"stop_sequence":null,)"
                        R"("usage":{{"input_tokens":60,"output_tokens":1}}}})",
                        request.model)),
      Named("content_block_start", R"(,"index":0,"content_block":{"type":"text","text":""})"),
      Named("ping", "")};
  records.after = {
      Named("content_block_stop", R"(,"index":0)"),
      Named("message_delta",
            fmt::format(R"(,"delta":{{"stop_reason":"end_turn","stop_sequence":null}},)"
                        R"("usage":{{"output_tokens":{}}})",
                        request.events)),
      Named("message_stop", "")};
  return records;
}

Records ResponsesRecords(const CannedRequest& request) {
  constexpr std::string_view kResponse =
      R"(,"sequence_number":{},"response":{{"id":"resp_mock","object":"response","status":"{}","model":"{}","output":[]{}}})";
  Records records;
  records.before = {Named("response.created", fmt::format(fmt::runtime(kResponse), 0, "in_progress",
                                                          request.model, ""))};
  const std::string usage =
      fmt::format(R"(,"usage":{{"input_tokens":60,"output_tokens":{},"total_tokens":{}}})",
                  request.events, request.events + 60);
  records.after = {Named(
      "response.completed",
      fmt::format(fmt::runtime(kResponse), request.events + 1, "completed", request.model, usage))};
  return records;
}

std::string Content(const CannedRequest& request, uint64_t index) {
  const std::string piece = Piece(request, index);
  if (request.endpoint == Endpoint::kMessages) {
    return Named("content_block_delta",
                 fmt::format(R"(,"index":0,"delta":{{"type":"text_delta","text":"{}"}})", piece));
  }
  if (request.endpoint == Endpoint::kResponses) {
    return Named("response.output_text.delta",
                 fmt::format(R"(,"sequence_number":{},"item_id":"msg_mock","output_index":0,)"
                             R"("content_index":0,"delta":"{}")",
                             index + 1, piece));
  }
  return Chunk(request.model, Choice(fmt::format(R"({{"content":"{}"}})", piece), "null"), "");
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
