#include "model/card.h"

#include <utility>

#include "json/document.h"
#include "model/token_class.h"

namespace farthing::model {
namespace {

std::vector<std::string> Texts(json::Value list) {
  std::vector<std::string> texts;
  texts.reserve(list.size());
  for (const json::Value text : list) texts.emplace_back(text.string());
  return texts;
}

tl::unexpected<Error> Wrong(const char* sentence) { return Fail(Error::InvalidRequest(sentence)); }

// Absent, or a number within the bounds.
bool MayBe(json::Value value, int64_t least, int64_t most) {
  if (!value) return true;
  const std::optional<int64_t> number = value.integer();
  return number && *number >= least && *number <= most;
}

}  // namespace

Result<Card> ReadCard(std::string_view line) {
  const Result<json::Document> document = json::Document::ParseBorrowed(line);
  if (!document) return Fail(document.error());
  const json::Value root = document->root();
  Card card;
  card.name = root.Find("model").string();
  card.mode = root.Find("mode").string();
  if (card.mode.empty()) return Wrong("the model has no mode");
  if (!MayBe(root.Find("tier"), 1, 3)) return Wrong("a tier is 1, 2 or 3");
  for (const char* count : {"context", "max_output"}) {
    if (!MayBe(root.Find(count), 1, kMostTokens)) return Wrong("a limit is a number of tokens");
  }
  card.aliases = Texts(root.Find("aliases"));
  if (const auto tier = root.Find("tier").integer()) card.tier = static_cast<int>(*tier);
  card.context = root.Find("context").integer();
  card.max_output = root.Find("max_output").integer();
  card.tokenizer = root.Find("tokenizer").string();
  card.can = Texts(root.Find("can"));
  card.deprecated = root.Find("deprecated").string();
  card.note = root.Find("note").string();
  if (!root.Find("prices").is_array()) return Wrong("the model has no list of prices");
  Result<PriceHistory> prices = ParsePrices(root.Find("prices"));
  if (!prices) return Fail(prices.error());
  card.prices = *std::move(prices);
  for (const PricePeriod& period : card.prices) {
    if (period.source.empty()) return Wrong("a price has no source");
  }
  return card;
}

}  // namespace farthing::model
