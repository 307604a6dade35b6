#include "api/count_tokens.h"

#include <algorithm>
#include <string_view>

namespace farthing::api {
namespace {

constexpr double kAsciiPerToken = 3.6;
constexpr double kOtherPerToken = 2;
constexpr double kJsonPerToken = 2.5;
constexpr double kImage = 1600;
constexpr double kPdf = 2000;
constexpr double kPdfBase64PerToken = 24;
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

double BlockTokens(json::Value block) {
  const std::string_view type = block.Find("type").string();
  if (type == "text") return TextTokens(block.Find("text").string());
  if (type == "image") return kImage;
  if (type == "document") return DocumentTokens(block);
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
  double tokens = kRequest + ContentTokens(request.Find("system"));
  for (json::Value message : request.Find("messages")) {
    tokens += kMessage + ContentTokens(message.Find("content"));
  }
  const json::Value tools = request.Find("tools");
  if (tools.size() > 0) tokens += kAnyTools;
  for (json::Value tool : tools) tokens += kTool + JsonTokens(tool);
  tokens += JsonTokens(request.Find("output_config").Find("format"));
  return static_cast<int64_t>(tokens);
}

std::string CountTokensBody(int64_t input_tokens) {
  return "{\"input_tokens\":" + std::to_string(input_tokens) + "}";
}

}  // namespace farthing::api
