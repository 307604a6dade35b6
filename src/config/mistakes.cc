#include "config/mistakes.h"

#include <algorithm>

#include "base/check.h"

namespace farthing::config {

void Mistakes::Add(Place place, std::string sentence) {
  const auto after = std::ranges::upper_bound(mistakes_, place, {}, &Mistake::place);
  mistakes_.insert(after, {place, std::move(sentence)});
}

void Mistakes::Include(Mistakes other) {
  if (!other.empty()) included_.push_back(std::move(other));
}

void Mistakes::AddLines(std::vector<std::string>* lines) const {
  for (const Mistake& mistake : mistakes_) {
    lines->push_back(file_name_ + ':' + std::to_string(mistake.place.line) + ':' +
                     std::to_string(mistake.place.column) + ": " + mistake.sentence);
  }
  for (const Mistakes& other : included_) other.AddLines(lines);
}

Error Mistakes::ToError() const {
  CHECK(!empty());
  std::vector<std::string> lines;
  AddLines(&lines);
  std::string text;
  for (size_t i = 0; i < std::min(lines.size(), kMostShown); ++i) {
    if (!text.empty()) text += '\n';
    text += lines[i];
  }
  if (lines.size() > kMostShown) {
    text += "\n… and " + std::to_string(lines.size() - kMostShown) + " more mistakes";
  }
  return Error::Configuration(std::move(text));
}

}  // namespace farthing::config
