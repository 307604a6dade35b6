#include "shape/memory/history_step.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shape/memory/message_tokens.h"
#include "shape/memory/units.h"

namespace farthing::shape {
namespace {

Result<std::vector<size_t>> ReadPinned(json::Value farthing) {
  std::vector<size_t> pinned;
  const json::Value list = farthing.Find("pinned");
  if (!list) return pinned;
  const Error malformed = Error::InvalidRequest(
      "`farthing.pinned` must be a list of indexes of messages.", "farthing.pinned");
  if (!list.is_array()) return Fail(malformed);
  for (const json::Value index : list) {
    if (index.integer().value_or(-1) < 0) return Fail(malformed);
    pinned.push_back(static_cast<size_t>(*index.integer()));
  }
  return pinned;
}

std::string WithoutDropped(json::Value request, const std::vector<bool>& keeps) {
  const std::string_view whole = request.raw();
  const std::string_view list = request.Find("messages").raw();
  const auto begin = static_cast<size_t>(list.data() - whole.data());
  std::string body(whole.substr(0, begin));
  body += '[';
  bool is_first = true;
  size_t index = 0;
  for (const json::Value message : request.Find("messages")) {
    if (!keeps[index++]) continue;
    if (!is_first) body += ',';
    is_first = false;
    body += message.raw();
  }
  body += ']';
  body += whole.substr(begin + list.size());
  return body;
}

}  // namespace

Result<StepResult> ShortenHistory(const StepInput& input, const HistorySettings& settings,
                                  const embed::TextEmbedder& embedder) {
  const Result<Conversation> conversation = Conversation::Read(input.request);
  if (!conversation) return Fail(conversation.error());
  const Result<std::vector<size_t>> pinned = ReadPinned(input.farthing);
  if (!pinned) return Fail(pinned.error());
  const Result<HistorySelection> selection =
      SelectHistory(*conversation, settings, *pinned, input.tokens, embedder);
  if (!selection) return Fail(selection.error());

  StepResult result{.step = ledger::Step::kHistory,
                    .tokens_before = selection->tokens_before,
                    .tokens_after = selection->tokens_after};
  const auto dropped = std::ranges::count(selection->keeps, false);
  if (dropped > 0) {
    result.body = WithoutDropped(input.request, selection->keeps);
    result.warnings.push_back(std::to_string(dropped) + " older messages of the history");
  }
  return result;
}

int64_t HistoryTokens(json::Value request, const token::Encoder& tokens) {
  const Result<Conversation> conversation = Conversation::Read(request);
  if (!conversation) return 0;
  const std::optional<size_t> question = QuestionOf(*conversation);
  int64_t sum = 0;
  for (size_t i = 0; i < conversation->messages().size(); ++i) {
    const Message& message = conversation->messages()[i];
    if (message.exchange == kNoExchange || i == question) continue;
    sum += CountMessage(message.value, tokens);
  }
  return sum;
}

}  // namespace farthing::shape
