#include "api/content_tokens.h"

#include <algorithm>
#include <string>

#include "api/data_url.h"
#include "api/image_size.h"
#include "api/pdf_pages.h"

namespace farthing::api {
namespace {

// A page of a PDF is read as text and seen as a picture: 1,500 to 3,000 tokens of text by
// Anthropic's own word, and an image. Gemini takes 258 for all of it.
constexpr TokenBand kPage = TokenBand{.tokens = 2600, .low = 258, .high = 5000, .exact = false};
constexpr int64_t kMostPages = 600;
constexpr int64_t kUsualPageBytes = 50'000;
constexpr int64_t kSmallestPageBytes = 1'000;
constexpr TokenBand kUnseenFile = {.tokens = 5000, .low = 0, .high = 200'000, .exact = false};
// Sound: from 10 tokens a second of uncompressed speech to 32 of strongly compressed.
constexpr int64_t kLowSoundBase64 = 20'000, kSoundBase64 = 4'000, kHighSoundBase64 = 100;

class ContentCounter {
 public:
  ContentCounter(int32_t index, RequestCounter& counter) : index_(index), counter_(counter) {}

  void Count(json::Value content) {
    if (content.is_string()) return Text(content);
    if (content.is_object()) return CountBlock(content);
    if (!content.is_array()) return;
    int64_t numbers = 0;
    for (json::Value block : content) {
      if (counter_.is_over()) return;
      if (block.is_number()) {
        ++numbers;
      } else {
        Count(block);
      }
    }
    if (numbers > 0) Band(PartKind::kMessage, TokenBand::Exactly(numbers));
  }

 private:
  void Text(json::Value text) { counter_.Text(PartKind::kMessage, index_, text.string()); }
  void Json(json::Value value) {
    counter_.Text(PartKind::kMessage, index_, value.is_string() ? value.string() : value.raw());
  }
  void Band(PartKind kind, const TokenBand& band) { counter_.Band(kind, index_, band); }

  void CountBlock(json::Value block) {
    const std::string_view type = block.Find("type").string();
    if (type == "text" || type == "input_text" || type == "output_text") {
      return Text(block.Find("text"));
    }
    if (type == "image" || type == "image_url" || type == "input_image") return CountImage(block);
    if (type == "document" || type == "file" || type == "input_file") return CountFile(block);
    if (type == "input_audio") return CountSound(block.Find("input_audio").Find("data").string());
    if (type == "thinking" || type == "redacted_thinking" || type == "reasoning") {
      return counter_.HasUntold();
    }
    CountTurn(type, block);
  }

  // What tools are asked and answer, and messages inside an input.
  void CountTurn(std::string_view type, json::Value block) {
    const FormCost& form = counter_.rule().form;
    if (type == "tool_use" || type == "function_call") {
      Text(block.Find("name"));
      Json(block.Find(type == "tool_use" ? "input" : "arguments"));
      counter_.Has(token::FormCount::kCall);
      return Band(PartKind::kMessage, TokenBand::Between(0, form.message + 2, 40));
    }
    if (type == "tool_result" || type == "function_call_output") {
      counter_.Has(token::FormCount::kCall);
      Band(PartKind::kMessage, TokenBand::Between(0, form.message + 2, 40));
      return Count(block.Find(type == "tool_result" ? "content" : "output"));
    }
    if (block.Find("role")) {
      counter_.Form(PartKind::kMessage, index_, form.message);
      counter_.Has(token::FormCount::kMessage);
      return Count(block.Find("content"));
    }
    if (type == "refusal") return Text(block.Find("refusal"));
    Json(block);
  }

  void CountImage(json::Value block) {
    const json::Value source = block.Find("source");
    const json::Value image = block.Find("image_url");
    std::string_view detail = block.Find("detail").string();
    if (image.Find("detail")) detail = image.Find("detail").string();
    std::string_view base64 = source.Find("data").string();
    const std::string_view url = image.is_string() ? image.string() : image.Find("url").string();
    if (const auto data = ParseDataUrl(url)) base64 = data->base64;
    Band(PartKind::kImage,
         ImageTokens(counter_.rule().images, ReadImageSizeInBase64(base64), detail));
  }

  void CountFile(json::Value block) {
    const json::Value source = block.Find("source");
    Text(block.Find("title"));
    Text(block.Find("context"));
    if (source.Find("type").string() == "text") {
      return counter_.Text(PartKind::kDocument, index_, source.Find("data").string());
    }
    if (source.Find("type").string() == "content") return Count(source.Find("content"));
    const json::Value file = block.Find("file") ? block.Find("file") : block;
    std::string_view base64 = source.Find("data").string();
    const std::string_view written = file.Find("file_data").string();
    if (!written.empty()) base64 = written;
    if (const auto data = ParseDataUrl(written)) base64 = data->base64;
    Band(PartKind::kDocument, base64.empty() ? kUnseenFile : PdfTokens(base64));
  }

  static TokenBand Pages(int64_t low, int64_t pages, int64_t high) {
    return TokenBand::Between(kPage.low * low, kPage.tokens * pages, kPage.high * high);
  }

  static TokenBand PdfTokens(std::string_view base64) {
    std::string bytes;
    if (DecodeBase64(base64, &bytes)) {
      if (const auto pages = CountPdfPages(bytes)) return Pages(*pages, *pages, *pages);
    }
    const auto size = static_cast<int64_t>(base64.size()) / 4 * 3;
    const int64_t pages = std::clamp<int64_t>(size / kUsualPageBytes, 1, kMostPages);
    return Pages(1, pages, std::clamp<int64_t>(size / kSmallestPageBytes, pages, kMostPages));
  }

  void CountSound(std::string_view base64) {
    const auto size = static_cast<int64_t>(base64.size());
    Band(PartKind::kDocument,
         TokenBand::Between(size / kLowSoundBase64, size / kSoundBase64, size / kHighSoundBase64));
  }

  const int32_t index_;
  RequestCounter& counter_;
};

}  // namespace

void CountContent(json::Value content, int32_t index, RequestCounter* counter) {
  ContentCounter(index, *counter).Count(content);
}

}  // namespace farthing::api
