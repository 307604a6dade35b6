#include "shape/limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace farthing::shape {
namespace {

// The fewest bytes of a message, a tool and an image in a JSON list, its comma included.
constexpr size_t kLeastMessage = sizeof(R"({"role":""})");
constexpr size_t kLeastTool = sizeof(R"({"name":""})");
constexpr size_t kLeastImage = sizeof(R"({"type":"image"})");

template <typename T>
void TakeSmaller(const std::optional<T>& other, std::optional<T>* limit) {
  if (other && (!*limit || *other < **limit)) *limit = other;
}

bool Holds(const std::optional<int64_t>& limit, int64_t number) {
  return !limit || number <= *limit;
}

// Whether that word may stand in the body; a letter may be escaped.
bool MayName(std::string_view body, std::string_view word) {
  return body.find(word) != body.npos || body.find("\\u") != body.npos;
}

bool IsImage(json::Value block) {
  const std::string_view type = block.Find("type").string();
  return type == "image" || type == "image_url" || type == "input_image";
}

int64_t ImagesIn(json::Value content) {
  if (!content.is_array()) return 0;
  int64_t images = 0;
  for (const json::Value block : content) {
    images += IsImage(block) ? 1 : ImagesIn(block.Find("content"));
  }
  return images;
}

Error TooMany(std::string_view what, int64_t number, int64_t limit) {
  Error error = Error::TooLarge(
      fmt::format("The request has {} {}, {} more than the {} it may have; send fewer.", number,
                  what, number - limit, limit));
  error.param = what == "images" ? "messages" : std::string(what);
  error.slug = fmt::format("too_many_{}", what);
  return error;
}

std::string Sized(const api::TokenBand& band) {
  if (band.exact) return fmt::format("{} tokens", band.tokens);
  return fmt::format("about {} tokens ({} to {})", band.tokens, band.low, band.high);
}

}  // namespace

config::Limits MergeLimits(std::initializer_list<const config::Limits*> limits) {
  config::Limits merged;
  for (const config::Limits* one : limits) {
    if (one == nullptr) continue;
    TakeSmaller(one->input_tokens, &merged.input_tokens);
    TakeSmaller(one->output_tokens, &merged.output_tokens);
    TakeSmaller(one->messages, &merged.messages);
    TakeSmaller(one->tools, &merged.tools);
    TakeSmaller(one->images, &merged.images);
    TakeSmaller(one->reasoning_effort, &merged.reasoning_effort);
    if (!merged.on_excess) merged.on_excess = one->on_excess;
  }
  return merged;
}

Extent ExtentOf(json::Value request) {
  Extent extent;
  for (const std::string_view list : {"messages", "input"}) {
    const json::Value messages = request.Find(list);
    if (!messages.is_array()) continue;
    extent.messages += static_cast<int64_t>(messages.size());
    for (const json::Value message : messages) extent.images += ImagesIn(message.Find("content"));
  }
  for (const std::string_view list : {"tools", "functions"}) {
    if (const json::Value tools = request.Find(list); tools.is_array()) {
      extent.tools += static_cast<int64_t>(tools.size());
    }
  }
  return extent;
}

bool MayExceedExtent(std::string_view body, const config::Limits& limits) {
  const auto at_most = [body](size_t bytes) { return static_cast<int64_t>(body.size() / bytes); };
  if (!Holds(limits.messages, at_most(kLeastMessage))) return true;
  if (api::HasOnlyTexts(body)) return false;
  return (!Holds(limits.tools, at_most(kLeastTool)) &&
          (MayName(body, "\"tools\"") || MayName(body, "\"functions\""))) ||
         (!Holds(limits.images, at_most(kLeastImage)) && MayName(body, "image"));
}

Status CheckExtent(json::Value request, const config::Limits& limits) {
  const Extent extent = ExtentOf(request);
  if (!Holds(limits.messages, extent.messages)) {
    return Fail(TooMany("messages", extent.messages, *limits.messages));
  }
  if (!Holds(limits.tools, extent.tools)) {
    return Fail(TooMany("tools", extent.tools, *limits.tools));
  }
  if (!Holds(limits.images, extent.images)) {
    return Fail(TooMany("images", extent.images, *limits.images));
  }
  return {};
}

std::optional<InputLimit> InputLimitOf(const config::Limits& limits, std::optional<int64_t> context,
                                       int64_t answer) {
  const std::optional<int64_t> left =
      context ? std::optional(std::max<int64_t>(*context - answer, 0)) : std::nullopt;
  if (limits.input_tokens && (!left || *limits.input_tokens <= *left)) {
    return InputLimit{.tokens = *limits.input_tokens};
  }
  if (!left) return std::nullopt;
  return InputLimit{.tokens = *left, .is_context = true};
}

bool IsWithin(json::Value request, const api::CountingRule& rule, const InputLimit& limit) {
  const api::LimitSide side = api::CheckLimit(request, rule, limit.tokens);
  if (limit.is_context) return side != api::LimitSide::kOver;
  return side == api::LimitSide::kWithin;
}

bool IsCertainlyWithin(std::string_view body, const InputLimit& limit) {
  const std::optional<int64_t> most = api::MostTokens(body);
  return most && *most <= limit.tokens;
}

Error InputTooLarge(const api::RequestTokens& counted, const InputLimit& limit) {
  const api::TokenBand& total = counted.total;
  const int64_t excess = (limit.is_context ? total.low : total.high) - limit.tokens;
  std::string message = fmt::format(
      "The request has {}, {}{} more than the {} that {}", Sized(total),
      total.exact ? "" : "up to ", excess, limit.tokens,
      limit.is_context ? "the model's context leaves beside the answer" : "it may have");
  if (const api::RequestPart* largest = counted.largest()) {
    message += fmt::format("; the largest part is {} with {}", api::NameOf(*largest),
                           Sized(largest->band));
  }
  Error error = Error::TooLarge(message + ".");
  error.param = "messages";
  error.slug = limit.is_context ? "context_length_exceeded" : "input_tokens_exceeded";
  return error;
}

}  // namespace farthing::shape
