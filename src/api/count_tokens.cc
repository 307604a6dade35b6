#include "api/count_tokens.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace farthing::api {
namespace {

constexpr double kAsciiPerToken = 3.6;
constexpr double kOtherPerToken = 2;
constexpr double kJsonPerToken = 2.5;
constexpr double kImage = 1600;
constexpr double kPdf = 2000;
constexpr double kPdfBase64PerToken = 24;
constexpr double kAudioBase64PerToken = 2000;  // 16 kHz PCM at ten tokens a second
constexpr double kMessage = 4;
constexpr double kTool = 12;
constexpr double kAnyTools = 340;
constexpr double kRequest = 8;

double TextTokens(std::string_view text) {
  const auto ascii = static_cast<double>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; }));
  return ascii / kAsciiPerToken + (static_cast<double>(text.size()) - ascii) / kOtherPerToken;
}

double JsonTokens(json::Value value) {
  return static_cast<double>(value.raw().size()) / kJsonPerToken;
}

double ContentTokens(json::Value content);

double DocumentTokens(json::Value block) {
  const json::Value source = block.Find("source");
  const double head =
      TextTokens(block.Find("title").string()) + TextTokens(block.Find("context").string());
  if (source.Find("type").string() == "text")
    return head + TextTokens(source.Find("data").string());
  if (source.Find("type").string() == "content")
    return head + ContentTokens(source.Find("content"));
  const auto bytes = static_cast<double>(source.Find("data").raw().size());
  return head + std::max(kPdf, bytes / kPdfBase64PerToken);
}

bool IsText(std::string_view type) {
  return type == "text" || type == "input_text" || type == "output_text";
}

bool IsImage(std::string_view type) {
  return type == "image" || type == "image_url" || type == "input_image";
}

double AudioTokens(json::Value block) {
  const json::Value data = block.Find("input_audio").Find("data");
  return static_cast<double>(data.raw().size()) / kAudioBase64PerToken;
}

double FileTokens(json::Value block) {
  const json::Value file = block.Find("file") ? block.Find("file") : block;
  return std::max(kPdf,
                  static_cast<double>(file.Find("file_data").raw().size()) / kPdfBase64PerToken);
}

double BlockTokens(json::Value block) {
  if (block.is_string()) return TextTokens(block.string());  // one of several embeddings
  if (block.is_number()) return 1;                           // a token already
  if (block.is_array()) return ContentTokens(block);
  const std::string_view type = block.Find("type").string();
  if (IsText(type)) return TextTokens(block.Find("text").string());
  if (IsImage(type)) return kImage;
  if (type == "input_audio") return AudioTokens(block);
  if (type == "file" || type == "input_file") return FileTokens(block);
  if (type == "document") return DocumentTokens(block);
  // An item of a response's input is a message.
  if (block.Find("role")) return kMessage + ContentTokens(block.Find("content"));
  if (type == "thinking") return 0;  // of earlier turns: not counted as input
  if (type == "redacted_thinking") return 0;
  if (type == "tool_result") return kMessage + ContentTokens(block.Find("content"));
  return JsonTokens(block);
}

// A tool's result may hold blocks, and a document's content too: as deep as JSON goes.
double ContentTokens(json::Value content) {
  if (content.is_string()) return TextTokens(content.string());
  double tokens = 0;
  for (json::Value block : content) tokens += BlockTokens(block);
  return tokens;
}

}  // namespace

int64_t EstimateInputTokens(json::Value request) {
  double tokens = ContentTokens(request.Find("system"));
  const json::Value messages = request.Find("messages");
  if (messages) tokens += kRequest;
  for (json::Value message : messages) {
    tokens += kMessage + ContentTokens(message.Find("content"));
    for (json::Value call : message.Find("tool_calls")) tokens += JsonTokens(call);
  }
  for (const std::string_view member : {"input", "prompt", "instructions"}) {
    tokens += ContentTokens(request.Find(member));
  }
  const json::Value tools = request.Find("tools");
  if (tools.size() > 0) tokens += kAnyTools;
  for (json::Value tool : tools) tokens += kTool + JsonTokens(tool);
  tokens += JsonTokens(request.Find("output_config").Find("format"));
  tokens += JsonTokens(request.Find("response_format"));
  return static_cast<int64_t>(tokens);
}

int64_t EstimateOutputTokens(size_t text_bytes) {
  return static_cast<int64_t>(std::ceil(static_cast<double>(text_bytes) / kAsciiPerToken));
}

std::string CountTokensBody(int64_t input_tokens) {
  return "{\"input_tokens\":" + std::to_string(input_tokens) + "}";
}

}  // namespace farthing::api
