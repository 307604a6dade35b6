#include "shape/memory/units.h"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <unordered_map>

namespace farthing::shape {
namespace {

// Joins the exchanges between which calls and results are parted.
class Joiner {
 public:
  explicit Joiner(size_t exchanges) : earlier_(exchanges) {
    std::iota(earlier_.begin(), earlier_.end(), size_t{0});
  }

  void Read(const Message& message) {
    for (const json::Value call : message.value.Find("tool_calls")) {
      AddCall(call.Find("id"), message.exchange);
    }
    const json::Value content = message.value.Find("content");
    if (content.is_array()) {
      for (const json::Value block : content) {
        AddCall(block.Find("id"), message.exchange);
        AddResult(block.Find("tool_use_id"), message.exchange);
      }
    }
    AddResult(message.value.Find("tool_call_id"), message.exchange);
  }

  size_t FirstOf(size_t exchange) const {
    while (earlier_[exchange] != exchange) exchange = earlier_[exchange];
    return exchange;
  }

 private:
  void AddCall(json::Value id, size_t exchange) {
    if (id.is_string()) calls_[id.string()] = exchange;
  }

  void AddResult(json::Value id, size_t exchange) {
    if (!id.is_string()) return;
    const auto call = calls_.find(id.string());
    if (call == calls_.end()) return;
    const size_t a = FirstOf(call->second);
    const size_t b = FirstOf(exchange);
    earlier_[std::max(a, b)] = std::min(a, b);
  }

  std::vector<size_t> earlier_;
  std::unordered_map<std::string_view, size_t> calls_;
};

}  // namespace

std::vector<Unit> UnitsOf(const Conversation& conversation) {
  const size_t count = conversation.exchanges().size();
  Joiner joiner(count);
  for (const Message& message : conversation.messages()) {
    if (message.exchange != kNoExchange) joiner.Read(message);
  }
  std::vector<Unit> by_first(count);
  for (size_t i = 0; i < count; ++i) by_first[joiner.FirstOf(i)].exchanges.push_back(i);
  std::erase_if(by_first, [](const Unit& unit) { return unit.exchanges.empty(); });
  std::ranges::sort(by_first, {}, [](const Unit& unit) { return unit.exchanges.back(); });
  return by_first;
}

std::optional<size_t> QuestionOf(const Conversation& conversation) {
  for (size_t i = conversation.messages().size(); i-- > 0;) {
    if (conversation.messages()[i].role == Role::kUser) return i;
  }
  return std::nullopt;
}

}  // namespace farthing::shape
