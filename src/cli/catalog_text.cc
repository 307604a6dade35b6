#include "cli/catalog_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "json/writer.h"
#include "model/price_lines.h"

namespace farthing::cli {
namespace {

constexpr size_t kMostShown = 20;  // of a list
constexpr size_t kMostLines = 8;   // of a price

std::string_view Plural(size_t count) { return count == 1 ? "" : "s"; }

std::string More(size_t count) {
  if (count <= kMostShown) return "";
  return fmt::format("  … and {} more; --json tells all\n", count - kMostShown);
}

std::string ListOf(std::string_view title, const std::vector<std::string>& names) {
  if (names.empty()) return "";
  std::string text = fmt::format("{} {}\n", names.size(), title);
  for (const std::string& name : std::span(names).first(std::min(names.size(), kMostShown))) {
    text += "  " + name + '\n';
  }
  return text + More(names.size());
}

std::string_view OrNone(const std::string& amount) {
  return amount.empty() ? std::string_view("none") : amount;
}

// The standard rates first: their names are one word.
std::vector<model::LineChange> MostImportantFirst(std::vector<model::LineChange> lines) {
  std::ranges::sort(lines, {}, [](const model::LineChange& change) {
    return std::pair(change.line.find(' ') != std::string::npos, std::string_view(change.line));
  });
  return lines;
}

std::string TextOf(const model::PriceChange& price) {
  std::string text = price.from ? "from " + model::DateText(*price.from) : "since ever";
  const size_t shown = std::min(price.lines.size(), kMostLines);
  const std::vector<model::LineChange> lines = MostImportantFirst(price.lines);
  for (const model::LineChange& change : std::span(lines).first(shown)) {
    text += fmt::format("  {} {} → {}", change.line, OrNone(change.before), OrNone(change.after));
  }
  if (price.lines.size() > shown)
    text += fmt::format("  … and {} more", price.lines.size() - shown);
  return "    " + text + '\n';
}

std::string ChangesAsText(const std::vector<model::ModelChange>& changed) {
  if (changed.empty()) return "";
  std::string text = fmt::format("{} model{} at another price, dollars per million tokens\n",
                                 changed.size(), Plural(changed.size()));
  for (const model::ModelChange& model :
       std::span(changed).first(std::min(changed.size(), kMostShown))) {
    text += "  " + model.model + '\n';
    for (const model::PriceChange& price : model.prices) text += TextOf(price);
  }
  return text + More(changed.size());
}

void WriteNames(std::string_view key, const std::vector<std::string>& names, json::Writer& out) {
  out.Key(key).BeginArray();
  for (const std::string& name : names) out.String(name);
  out.EndArray();
}

void WriteChange(const model::PriceChange& price, json::Writer& out) {
  out.BeginObject();
  if (price.from) out.StringMember("from", model::DateText(*price.from));
  out.Key("lines").BeginArray();
  for (const model::LineChange& line : price.lines) {
    out.BeginObject().StringMember("line", line.line);
    if (!line.before.empty()) out.StringMember("before", line.before);
    if (!line.after.empty()) out.StringMember("after", line.after);
    out.EndObject();
  }
  out.EndArray().EndObject();
}

}  // namespace

std::string DiffAsText(const model::CatalogDiff& diff, std::string_view gone) {
  std::string text = ListOf(fmt::format("new model{}", Plural(diff.added.size())), diff.added);
  text += ListOf(fmt::format("model{} {}", Plural(diff.gone.size()), gone), diff.gone);
  text += ChangesAsText(diff.changed);
  if (diff.other > 0) {
    text += fmt::format("{} model{} with other limits, names or notes\n", diff.other,
                        Plural(diff.other));
  }
  return text;
}

std::string DiffAsJson(const model::CatalogDiff& diff, bool installed) {
  std::string text;
  json::Writer out(&text);
  out.BeginObject();
  WriteNames("new", diff.added, out);
  WriteNames("gone", diff.gone, out);
  out.Key("changed").BeginArray();
  for (const model::ModelChange& model : diff.changed) {
    out.BeginObject().StringMember("model", model.model).Key("prices").BeginArray();
    for (const model::PriceChange& price : model.prices) WriteChange(price, out);
    out.EndArray().EndObject();
  }
  out.EndArray().IntMember("other_changes", static_cast<int64_t>(diff.other));
  out.Key("installed").Bool(installed).EndObject();
  return text + '\n';
}

}  // namespace farthing::cli
