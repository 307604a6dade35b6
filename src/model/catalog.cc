#include "model/catalog.h"

#include <algorithm>
#include <memory>
#include <string>

#include "model/model_names.h"
#include "model/provider_names.h"

namespace farthing::model {
namespace {

// Takes what a line of the catalogue begins with off its front. Names hold no escapes, so a name is
// a view of the line.
class LineReader {
 public:
  explicit LineReader(std::string_view line) : rest_(line) {}

  bool Take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  // A string with its quotes; empty where there is none.
  std::string_view TakeString() {
    if (!Take("\"")) return {};
    const size_t end = std::min(rest_.find('"'), rest_.size());
    const std::string_view text = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    return text.find('\\') == std::string_view::npos ? text : std::string_view();
  }

 private:
  std::string_view rest_;
};

bool IsFullName(std::string_view name) {
  const size_t slash = name.find('/');
  return slash != std::string_view::npos && slash > 0 && slash + 1 < name.size();
}

}  // namespace

Model::Model(Model&& other) noexcept
    : name_(other.name_), line_(other.line_), prices_(other.prices_.exchange(nullptr)) {}

Model::~Model() { delete prices_.load(); }

const PriceHistory& Model::prices() const {
  if (const PriceHistory* known = prices_.load(std::memory_order_acquire)) return *known;
  Result<Card> card = ReadCard(line_);
  auto read = std::make_unique<const PriceHistory>(card ? std::move(card->prices) : PriceHistory());
  const PriceHistory* expected = nullptr;
  // Where two threads read it at once, the first one's stays.
  if (prices_.compare_exchange_strong(expected, read.get(), std::memory_order_acq_rel)) {
    return *read.release();
  }
  return *expected;
}

Result<Catalog> Catalog::Parse(std::string_view lines) {
  Catalog catalog;
  catalog.text_ = lines;
  const auto count = static_cast<size_t>(std::ranges::count(lines, '\n')) + 1;
  catalog.models_.reserve(count);
  catalog.names_.reserve(count * 2);
  while (!lines.empty()) {
    const size_t end = std::min(lines.find('\n'), lines.size());
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(std::min(end + 1, lines.size()));
    if (line.empty()) continue;
    if (const Status added = catalog.AddLine(line); !added) {
      return catalog.Wrong(line, added.error().message);
    }
  }
  std::ranges::sort(catalog.names_);
  const auto twice = std::ranges::adjacent_find(catalog.names_, {}, &Name::first);
  if (twice != catalog.names_.end()) {
    return catalog.Wrong(catalog.models_[twice[1].second].line(),
                         "the name '" + std::string(twice->first) + "' stands in the file already");
  }
  return catalog;
}

Status Catalog::AddLine(std::string_view line) {
  LineReader reader(line);
  const auto index = static_cast<uint32_t>(models_.size());
  const std::string_view name = reader.Take("{\"model\":") ? reader.TakeString() : "";
  if (!IsFullName(name)) {
    return Fail(Error::InvalidRequest("it must begin with {\"model\":\"PROVIDER/NAME\""));
  }
  const Model& model = models_.emplace_back(name, line);
  names_.emplace_back(name, index);
  if (std::ranges::find(providers_, model.provider()) == providers_.end()) {
    providers_.push_back(model.provider());
  }
  if (reader.Take(",\"mode\":")) reader.TakeString();
  if (!reader.Take(",\"aliases\":[")) return {};
  while (!reader.Take("]")) {
    const std::string_view alias = reader.TakeString();
    if (!IsFullName(alias)) return Fail(Error::InvalidRequest("an alias is no PROVIDER/NAME"));
    names_.emplace_back(alias, index);
    reader.Take(",");
  }
  return {};
}

Status Catalog::Check() const {
  for (const Model& model : models_) {
    const Result<Card> card = model.card();
    if (!card) return Wrong(model.line(), card.error().message);
    // A start reads them without the rest of the line, so they stand at its front.
    const bool known = std::ranges::all_of(
        card->aliases, [&](const std::string& alias) { return FindExact(alias) == &model; });
    if (!known) return Wrong(model.line(), "the aliases must come right after the mode");
  }
  return {};
}

tl::unexpected<Error> Catalog::Wrong(std::string_view line, const std::string& sentence) const {
  const auto before = std::ranges::count(std::string_view(text_.data(), line.data()), '\n');
  return Fail(Error::InvalidRequest("line " + std::to_string(before + 1) + ": " + sentence));
}

const Model* Catalog::Find(std::string_view name) const {
  if (const Model* model = FindAsWritten(name)) return model;
  // Resellers have names like "google/gemini-3-pro", which are theirs before they are Google's.
  if (const Model* model = FindFull(CanonicalName(name))) return model;
  const std::string lower = LowerCase(name);
  return lower == name ? nullptr : Find(lower);
}

const Model* Catalog::FindAsWritten(std::string_view name) const {
  if (const Model* model = FindFull(name)) return model;
  return FindBare(name);
}

const Model* Catalog::FindExact(std::string_view full_name) const {
  const auto found = std::ranges::lower_bound(names_, full_name, {}, &Name::first);
  return found == names_.end() || found->first != full_name ? nullptr : &models_[found->second];
}

const Model* Catalog::FindFull(std::string_view full_name) const {
  if (const Model* model = FindExact(full_name)) return model;
  if (!IsFullName(full_name)) return nullptr;
  for (const std::string& lesser : LesserNames(full_name)) {
    if (const Model* model = FindExact(lesser)) return model;
  }
  return nullptr;
}

const Model* Catalog::FindBare(std::string_view name) const {
  const auto at = [this, name](std::string_view provider) {
    return FindFull(std::string(provider).append("/").append(name));
  };
  for (const std::string_view maker : kMakers) {
    if (const Model* model = at(maker)) return model;
  }
  const Model* only = nullptr;
  for (const std::string_view provider : providers_) {
    const Model* model = at(provider);
    if (model != nullptr && only != nullptr && model != only) return nullptr;
    if (model != nullptr) only = model;
  }
  return only;
}

}  // namespace farthing::model
