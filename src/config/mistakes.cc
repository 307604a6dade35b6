#include "config/mistakes.h"

#include <algorithm>

#include "base/check.h"

namespace farthing::config {

void Mistakes::Add(Place place, std::string sentence) {
  const auto after = std::ranges::upper_bound(mistakes_, place, {}, &Mistake::place);
  mistakes_.insert(after, {place, std::move(sentence)});
}

Error Mistakes::ToError() const {
  CHECK(!empty());
  std::string lines;
  for (size_t i = 0; i < std::min(mistakes_.size(), kMostShown); ++i) {
    const Mistake& mistake = mistakes_[i];
    if (!lines.empty()) lines += '\n';
    lines += file_name_ + ':' + std::to_string(mistake.place.line) + ':' +
             std::to_string(mistake.place.column) + ": " + mistake.sentence;
  }
  if (mistakes_.size() > kMostShown) {
    lines += "\n… and " + std::to_string(mistakes_.size() - kMostShown) + " more mistakes";
  }
  return Error::Configuration(std::move(lines));
}

}  // namespace farthing::config
