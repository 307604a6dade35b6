#include "lab/mock/canned.h"

#include <fmt/format.h>

#include "lab/mock/canned_stream.h"

namespace farthing::lab {
namespace {

constexpr std::string_view kFiller = "The quick brown fox jumps over the lazy dog. ";
constexpr int64_t kCreated = 1750000000;

std::string Filler(size_t size) {
  std::string text;
  text.reserve(size + kFiller.size());
  while (text.size() < size) text += kFiller;
  text.resize(size);
  return text;
}

constexpr uint64_t kOutputTokens = 20;

std::string UsageMember(const CannedRequest& request) {
  if (request.usage_when == UsageWhen::kNever) return "";
  return ",\"usage\":" + CannedUsage(request, kOutputTokens);
}

std::string ChatBody(const CannedRequest& request, std::string_view text) {
  return fmt::format(
      R"({{"id":"chatcmpl-mock","object":"chat.completion","created":{},"model":"{}","choices":[{{"index":0,)"
      R"("message":{{"role":"assistant","content":"{}","refusal":null}},"logprobs":null,"finish_reason":"stop"}}]{}{}}})",
      kCreated, request.model, text, TierMember(request), UsageMember(request));
}

std::string MessagesBody(const CannedRequest& request, std::string_view text) {
  return fmt::format(
      R"({{"id":"msg_mock","type":"message","role":"assistant","model":"{}","content":[{{"type":"text","text":"{}"}}],)"
      R"("stop_reason":"end_turn","stop_sequence":null{}}})",
      request.model, text, UsageMember(request));
}

std::string OutputItems(const CannedRequest& request, std::string_view text) {
  std::string items;
  if (request.output.size() > 2) {
    items = request.output.substr(1, request.output.size() - 2);
    items += ',';
  }
  return items + fmt::format(R"({{"type":"message","id":"msg_mock","status":"completed",)"
                             R"("role":"assistant","content":[{{"type":"output_text","text":"{}",)"
                             R"("annotations":[]}}]}})",
                             text);
}

std::string ResponsesBody(const CannedRequest& request, std::string_view text) {
  return fmt::format(
      R"({{"id":"resp_mock","object":"response","created_at":{},"status":"completed","model":"{}","output":[{}]{}{}}})",
      kCreated, request.model, OutputItems(request, text), TierMember(request),
      UsageMember(request));
}

std::string EmbeddingsBody(const CannedRequest& request) {
  return fmt::format(
      R"({{"object":"list","data":[{{"object":"embedding","index":0,"embedding":[0.6,-0.8,0.0,0.0]}}],)"
      R"("model":"{}"{}{}}})",
      request.model, TierMember(request), UsageMember(request));
}

std::string ModelObject(std::string_view model) {
  return fmt::format(
      R"({{"id":"{}","object":"model","type":"model","created":{},"owned_by":"mock","display_name":"{}"}})",
      model, kCreated, model);
}

std::string Body(const CannedRequest& request, std::string_view text) {
  switch (request.endpoint) {
    case Endpoint::kChat:
      return ChatBody(request, text);
    case Endpoint::kMessages:
      return MessagesBody(request, text);
    case Endpoint::kResponses:
      return ResponsesBody(request, text);
    case Endpoint::kEmbeddings:
      return EmbeddingsBody(request);
    case Endpoint::kCountTokens:
      return R"({"input_tokens":60})";
    case Endpoint::kModel:
      return ModelObject(request.model);
    case Endpoint::kModels:
      return fmt::format(R"({{"object":"list","data":[{}],"has_more":false}})", ModelObject("m"));
    default:
      return R"({"object":"mock","message":"no canned answer has this path"})";
  }
}

bool CanStream(Endpoint endpoint) {
  return endpoint == Endpoint::kChat || endpoint == Endpoint::kMessages ||
         endpoint == Endpoint::kResponses;
}

std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return out;
}

std::string_view AnthropicErrorType(int status) {
  switch (status) {
    case 400:
      return "invalid_request_error";
    case 401:
      return "authentication_error";
    case 403:
      return "permission_error";
    case 404:
      return "not_found_error";
    case 413:
      return "request_too_large";
    case 429:
      return "rate_limit_error";
    case 529:
      return "overloaded_error";
    default:
      return "api_error";
  }
}

}  // namespace

Answer CannedAnswer(const CannedRequest& request) {
  if (request.stream && CanStream(request.endpoint)) return CannedStream(request);
  Answer answer;
  std::string text;
  if (!request.nonce.empty()) text = fmt::format("~nonce:{}:end~ ", request.nonce);
  const size_t bare = Body(request, text).size();
  if (bare < request.answer_bytes) text += Filler(request.answer_bytes - bare);
  answer.body = Body(request, text);
  return answer;
}

std::string CannedUsage(const CannedRequest& request, uint64_t output_tokens) {
  if (!request.usage.empty()) return std::string(request.usage);
  if (request.endpoint == Endpoint::kEmbeddings) return R"({"prompt_tokens":60,"total_tokens":60})";
  if (request.endpoint == Endpoint::kMessages) {
    return fmt::format(R"({{"input_tokens":60,"output_tokens":{}}})", output_tokens);
  }
  const bool chat = request.endpoint == Endpoint::kChat;
  return fmt::format(
      R"({{"{}":60,"{}":{},"total_tokens":{}}})", chat ? "prompt_tokens" : "input_tokens",
      chat ? "completion_tokens" : "output_tokens", output_tokens, output_tokens + 60);
}

std::string TierMember(const CannedRequest& request) {
  if (request.service_tier.empty()) return "";
  return fmt::format(R"(,"service_tier":"{}")", request.service_tier);
}

Answer ErrorAnswer(bool anthropic, int status, std::string_view message) {
  Answer answer;
  answer.status = status;
  const std::string text = Escaped(message);
  if (anthropic) {
    answer.body = fmt::format(R"({{"type":"error","error":{{"type":"{}","message":"{}"}}}})",
                              AnthropicErrorType(status), text);
  } else {
    answer.body =
        fmt::format(R"({{"error":{{"message":"{}","type":"{}","param":null,"code":"mock_{}"}}}})",
                    text, status < 500 ? "invalid_request_error" : "server_error", status);
  }
  return answer;
}

Answer CannedError(bool anthropic, int status, std::string_view retry_after) {
  Answer answer =
      ErrorAnswer(anthropic, status, fmt::format("the mock was ordered to answer {}", status));
  if (!retry_after.empty()) answer.fields = fmt::format("retry-after: {}\r\n", retry_after);
  return answer;
}

std::string CannedErrorEvent(Endpoint endpoint) {
  switch (endpoint) {
    case Endpoint::kMessages:
      return "event: error\ndata: " + CannedError(true, 529, "").body + "\n\n";
    case Endpoint::kResponses:
      return "event: error\ndata: {\"type\":\"error\",\"code\":\"server_error\",\"message\":\"the "
             "mock was ordered to fail\",\"param\":null,\"sequence_number\":9}\n\n";
    default:
      return "data: " + CannedError(false, 500, "").body + "\n\n";
  }
}

}  // namespace farthing::lab
