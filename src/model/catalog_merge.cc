#include "model/catalog_merge.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "json/writer.h"
#include "model/load_catalog.h"
#include "model/price_lines.h"

namespace farthing::model {
namespace {

// A line of the catalogue, read both ways: what it means and its bytes.
struct Read {
  static Result<Read> Of(std::string_view line) {
    Result<json::Document> document = json::Document::ParseBorrowed(line);
    if (!document) return Fail(document.error());
    Result<Card> card = ReadCard(line);
    if (!card) return Fail(card.error());
    return Read{*std::move(document), *std::move(card)};
  }
  // The bytes of the price at that index.
  json::Value PriceAt(size_t index) const {
    auto price = document.root().Find("prices").begin();
    std::advance(price, index);
    return *price;
  }

  json::Document document;
  Card card;
};

// The line with another value for one member; without it where `raw` is empty.
std::string WithMember(const json::Document& line, std::string_view key, std::string_view raw) {
  std::string text;
  json::Writer writer(&text);
  writer.BeginObject();
  for (const json::Value member : line.root()) {
    const std::string_view value = member.key() == key ? raw : member.raw();
    if (!value.empty()) writer.RawMember(member.key(), value);
  }
  writer.EndObject();
  return text;
}

// A price without a date, from that day on; without one, for all time before the next.
void WritePriceFrom(std::optional<WallTime> from, json::Value price, json::Writer& writer) {
  writer.BeginObject();
  if (from) writer.StringMember("from", DateText(*from));
  for (const json::Value member : price) writer.RawMember(member.key(), member.raw());
  writer.EndObject();
}

// `newer`'s line with `older`'s past. REQUIRES: both have prices.
std::string MergedLine(const Read& older, const Read& newer, WallTime date) {
  const PriceHistory& past = older.card.prices;
  const PriceHistory& now = newer.card.prices;
  WallTime begin = DateOfSource(now[0].source).value_or(date);
  const bool is_dated_from_here = now.size() > 1 && *now[1].from <= begin;
  if (is_dated_from_here) begin = *now[1].from;

  std::string prices;
  json::Writer writer(&prices);
  writer.BeginArray();
  size_t kept = 0;
  while (kept < past.size() && (!past[kept].from || *past[kept].from < begin)) ++kept;
  // Where the price is the same still, it is the newer reading of it.
  const bool is_same = !is_dated_from_here && LinesOf(past[kept - 1]) == LinesOf(now[0]);
  if (is_same) --kept;
  for (size_t i = 0; i < kept; ++i) writer.Raw(older.PriceAt(i).raw());
  if (!is_dated_from_here) {
    WritePriceFrom(is_same ? past[kept].from : begin, newer.PriceAt(0), writer);
  }
  for (size_t i = 1; i < now.size(); ++i) writer.Raw(newer.PriceAt(i).raw());
  writer.EndArray();
  return WithMember(newer.document, "prices", prices);
}

// A model that has gone, without the names that are another's by now.
std::string KeptLine(const Read& gone, const Catalog& newer) {
  std::string aliases;
  json::Writer writer(&aliases);
  writer.BeginArray();
  bool any = false;
  for (const std::string& alias : gone.card.aliases) {
    if (newer.FindExact(alias) != nullptr) continue;
    writer.String(alias);
    any = true;
  }
  writer.EndArray();
  return WithMember(gone.document, "aliases", any ? aliases : "");
}

// What the model was in the older catalogue, under whatever name.
const Model* Before(const Catalog& older, const Card& card) {
  const Model* before = older.FindExact(card.name);
  for (size_t i = 0; before == nullptr && i < card.aliases.size(); ++i) {
    before = older.FindExact(card.aliases[i]);
  }
  return before;
}

Result<std::string> LineOf(const Model& model, const Catalog& older, WallTime date) {
  const Result<Read> now = Read::Of(model.line());
  if (!now) return Fail(now.error());
  const Model* const before = Before(older, now->card);
  if (before == nullptr || before->line() == model.line()) return std::string(model.line());
  const Result<Read> past = Read::Of(before->line());
  if (!past) return Fail(past.error());
  if (past->card.prices.empty()) return std::string(model.line());
  if (now->card.prices.empty()) {
    return WithMember(now->document, "prices", past->document.root().Find("prices").raw());
  }
  return MergedLine(*past, *now, date);
}

}  // namespace

Result<std::string> MergeCatalogs(const Catalog& older, const Catalog& newer, WallTime date) {
  std::vector<std::pair<std::string_view, std::string>> lines;  // by the model's name
  lines.reserve(older.models().size() + newer.models().size());
  for (const Model& model : newer.models()) {
    Result<std::string> line = LineOf(model, older, date);
    if (!line) return line;
    lines.emplace_back(model.name(), *std::move(line));
  }
  for (const Model& model : older.models()) {
    if (newer.FindExact(model.name()) != nullptr) continue;
    const Result<Read> gone = Read::Of(model.line());
    if (!gone) return Fail(gone.error());
    lines.emplace_back(model.name(), KeptLine(*gone, newer));
  }
  std::ranges::sort(lines);
  std::string text;
  for (const auto& [name, line] : lines) text.append(line).append("\n");
  return text;
}

}  // namespace farthing::model
