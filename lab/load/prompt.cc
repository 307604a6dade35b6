#include "lab/load/prompt.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace farthing::lab {
namespace {

constexpr std::string_view kWords = "Tell me about the history of measuring time, please. ";
constexpr std::string_view kNonceMark = "~nonce:";

std::string Body(std::string_view path, const LoadOptions& options, std::string_view text) {
  const std::string_view stream = options.stream ? R"("stream":true,)" : "";
  if (path.find("/embeddings") != std::string_view::npos) {
    return fmt::format(R"({{"model":"{}","input":"{}"}})", options.model, text);
  }
  if (path.find("/responses") != std::string_view::npos) {
    return fmt::format(R"({{"model":"{}",{}"input":"{}"}})", options.model, stream, text);
  }
  return fmt::format(
      R"({{"model":"{}",{}"max_tokens":256,"messages":[{{"role":"user","content":"{}"}}]}})",
      options.model, stream, text);
}

std::string PromptText(const LoadOptions& options) {
  std::string text;
  if (!options.orders.empty()) text += fmt::format("~mock:{}~ ", options.orders);
  if (options.check) text += fmt::format("{}{}~ ", kNonceMark, NonceText(0));
  return text;
}

}  // namespace

std::string NonceText(uint64_t number) { return fmt::format("{:0{}x}", number, kNonceDigits); }

RequestTemplate BuildRequest(const Target& target, const LoadOptions& options) {
  std::string text = PromptText(options);
  const size_t bare = Body(target.path, options, text).size();
  size_t missing = options.body_bytes > bare ? options.body_bytes - bare : 0;
  for (; missing > 0; missing -= std::min(missing, kWords.size()))
    text += kWords.substr(0, missing);
  const std::string body = Body(target.path, options, text);
  std::string fields;
  for (const std::string& header : options.headers) fields += header + "\r\n";
  RequestTemplate request;
  request.bytes = fmt::format(
      "POST {} HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\n{}content-length: "
      "{}\r\n\r\n{}",
      target.path, target.host, fields, body.size(), body);
  if (options.check) request.nonce_at = request.bytes.find(kNonceMark) + kNonceMark.size();
  return request;
}

}  // namespace farthing::lab
