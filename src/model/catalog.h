#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "model/card.h"
#include "model/prices.h"

namespace farthing::model {

// One model of the catalogue. Its prices are read from its line when they are first asked for.
class Model {
 public:
  explicit Model(std::string_view name, std::string_view line) : name_(name), line_(line) {}
  ~Model();
  Model(Model&& other) noexcept;
  Model& operator=(Model&&) = delete;

  std::string_view name() const { return name_; }  // "openai/gpt-4o"
  std::string_view provider() const { return name_.substr(0, name_.find('/')); }
  const PriceHistory& prices() const;  // empty: unpriced; some microseconds the first time

  // All that the catalogue says of it; some microseconds.
  Result<Card> card() const { return ReadCard(line_); }

  std::string_view line() const { return line_; }  // without its line break

 private:
  std::string_view name_, line_;
  mutable std::atomic<const PriceHistory*> prices_ = nullptr;
};

// Which models there are, what they can and what they cost. Immutable; any thread may ask at any
// time. It holds views of the text it was made from.
class Catalog {
 public:
  Catalog() = default;  // knows no model

  // Reads the lines of catalog/models.jsonl: names only, so that a start costs about a millisecond.
  // The error begins with the line: "line 3: …". REQUIRES: the text outlives the catalogue.
  static Result<Catalog> Parse(std::string_view lines);

  // Whether everything in every line can be read; some tens of milliseconds.
  Status Check() const;

  // The model of that name: PROVIDER/NAME as it stands, another name of the same model, or one that
  // leads to it (a dated snapshot, a regional prefix, an ARN, a fine-tuned model). A bare name is
  // the one its maker's own API has, else that of the only provider that offers it. What is not
  // found so is looked up by its provider's catalogue name (see provider_names.h), then in lower
  // case. Null when there is none. About a microsecond for a full name as it stands.
  const Model* Find(std::string_view name) const;

  // The model that has just this PROVIDER/NAME, as its own or as another name. Null when none has.
  const Model* FindExact(std::string_view full_name) const;

  std::span<const Model> models() const { return models_; }

 private:
  // A name and the index of its model; sorted by name.
  using Name = std::pair<std::string_view, uint32_t>;

  Status AddLine(std::string_view line);
  tl::unexpected<Error> Wrong(std::string_view line, const std::string& sentence) const;
  const Model* FindAsWritten(std::string_view name) const;
  const Model* FindFull(std::string_view full_name) const;
  const Model* FindBare(std::string_view name) const;

  std::string_view text_;
  std::vector<Model> models_;
  std::vector<Name> names_;
  std::vector<std::string_view> providers_;
};

// The lines this program was built with; they live as long as it does.
std::string_view ShippedCatalog();

}  // namespace farthing::model
