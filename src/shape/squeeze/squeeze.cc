#include "shape/squeeze/squeeze.h"

#include <algorithm>
#include <deque>
#include <unordered_set>

#include "json/splice.h"
#include "json/writer.h"
#include "shape/squeeze/squeeze_text.h"

namespace farthing::shape {
namespace {

// Half of a surrogate pair reads as this and could not be written back.
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kAttachments[] = {"document", "search_result", "file"};

std::optional<std::string> SqueezeText(std::string_view text, bool is_result,
                                       const config::Squeeze& squeeze) {
  std::optional<std::string> squeezed;
  const auto apply = [&](std::optional<std::string> next) {
    if (next) squeezed = std::move(next);
  };
  const auto current = [&] { return squeezed ? std::string_view(*squeezed) : text; };
  if (squeeze.documents) apply(SqueezeDocuments(current()));
  if (squeeze.json) apply(SqueezeJson(current(), is_result));
  if (squeeze.blanks) apply(SqueezeBlanks(current()));
  return squeezed;
}

bool IsRepeatable(json::Value block) {
  const std::string_view type = block.Find("type").string();
  const bool is_attachment = std::ranges::find(kAttachments, type) != std::end(kAttachments);
  return is_attachment && !block.Find("cache_control") &&
         !block.Find("citations").Find("enabled").boolean().value_or(false);
}

class RequestSqueeze {
 public:
  RequestSqueeze(const StepInput& input, const config::Squeeze& squeeze)
      : squeeze_(squeeze),
        tokens_(input.tokens),
        source_(input.request.raw()),
        splice_(source_),
        result_{.step = ledger::Step::kTemplate} {}

  StepResult Run(json::Value request) {
    TakeContent(request.Find("system"), false);
    for (const json::Value message : request.Find("messages")) {
      const std::string_view role = message.Find("role").string();
      if (role == "assistant") continue;
      TakeContent(message.Find("content"), role == "tool" || role == "function");
    }
    if (!splice_.empty()) splice_.AppendTo(&result_.body);
    return std::move(result_);
  }

 private:
  void TakeContent(json::Value content, bool is_result) {
    if (content.is_string()) return TakeText(content, is_result);
    if (!content.is_array()) return;
    std::unordered_set<std::string_view> seen;
    json::Value before;
    for (const json::Value block : content) {
      const bool is_repeat =
          squeeze_.documents && IsRepeatable(block) && !seen.insert(block.raw()).second;
      if (is_repeat) LeaveOut(before, block);
      if (!is_repeat) TakeBlock(block, is_result);
      before = block;
    }
  }

  void TakeBlock(json::Value block, bool is_result) {
    const std::string_view type = block.Find("type").string();
    if (type == "text") TakeText(block.Find("text"), is_result);
    if (type == "tool_result") TakeContent(block.Find("content"), true);
  }

  void TakeText(json::Value value, bool is_result) {
    const std::string_view text = value.string();
    const std::optional<std::string> squeezed = SqueezeText(text, is_result, squeeze_);
    if (!squeezed || text.find(kReplacement) != text.npos) return;
    const size_t before = tokens_.Count(text);
    const size_t after = tokens_.Count(*squeezed);
    if (after >= before) return;
    Count(before, after);
    json::AppendString(*squeezed, &written_.emplace_back());
    splice_.Replace({OffsetOf(value), value.raw().size()}, written_.back());
  }

  // With the comma that stands between it and the block before.
  void LeaveOut(json::Value before, json::Value block) {
    Count(tokens_.Count(block.raw()), 0);
    const size_t begin = OffsetOf(before) + before.raw().size();
    splice_.Remove({begin, OffsetOf(block) + block.raw().size() - begin});
  }

  void Count(size_t before, size_t after) {
    result_.tokens_before += static_cast<int64_t>(before);
    result_.tokens_after += static_cast<int64_t>(after);
  }

  size_t OffsetOf(json::Value value) const {
    return static_cast<size_t>(value.raw().data() - source_.data());
  }

  const config::Squeeze& squeeze_;
  const token::Encoder& tokens_;
  const std::string_view source_;
  json::Splice splice_;
  std::deque<std::string> written_;  // what the splice's edits view
  StepResult result_;
};

}  // namespace

StepResult SqueezeRequest(const StepInput& input, const config::Squeeze& squeeze) {
  if (!squeeze.any()) return {.step = ledger::Step::kTemplate};
  return RequestSqueeze(input, squeeze).Run(input.request);
}

}  // namespace farthing::shape
