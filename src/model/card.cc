#include "model/card.h"

#include <utility>

#include "json/document.h"

namespace farthing::model {
namespace {

std::vector<std::string> Texts(json::Value list) {
  std::vector<std::string> texts;
  texts.reserve(list.size());
  for (const json::Value text : list) texts.emplace_back(text.string());
  return texts;
}

}  // namespace

Result<Card> ReadCard(std::string_view line) {
  const Result<json::Document> document = json::Document::ParseBorrowed(line);
  if (!document) return Fail(document.error());
  const json::Value root = document->root();
  Card card;
  card.name = root.Find("model").string();
  card.mode = root.Find("mode").string();
  card.aliases = Texts(root.Find("aliases"));
  if (const auto tier = root.Find("tier").integer()) card.tier = static_cast<int>(*tier);
  card.context = root.Find("context").integer();
  card.max_output = root.Find("max_output").integer();
  card.tokenizer = root.Find("tokenizer").string();
  card.can = Texts(root.Find("can"));
  card.deprecated = root.Find("deprecated").string();
  card.note = root.Find("note").string();
  Result<PriceHistory> prices = ParsePrices(root.Find("prices"));
  if (!prices) return Fail(prices.error());
  card.prices = *std::move(prices);
  return card;
}

}  // namespace farthing::model
