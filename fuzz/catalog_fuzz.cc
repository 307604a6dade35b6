// Any bytes as a catalogue: read whole or refused with a line, never a crash. What is read can be
// merged with another and with itself, which changes nothing; every price it has can be asked for.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "model/catalog_diff.h"
#include "model/catalog_merge.h"
#include "model/load_catalog.h"
#include "model/price_book.h"

namespace {

using namespace farthing;

constexpr const char* kLines =
    R"({"model":"a/m","mode":"chat","aliases":["a/m-1"],"prices":[{"source":"list_2026-08","rates":{"input":"1","output":"2"}},{"from":"2026-10-01","source":"list_2026-11","rates":{"input":"3","output":"4"}}]}
{"model":"a/n","mode":"chat","prices":[{"source":"list_2026-11","rates":{"input":"5"}}]}
)";

void Require(bool holds) {
  if (!holds) std::abort();
}

// What comes of a merge is a catalogue again.
std::shared_ptr<const model::Catalog> Merged(const model::Catalog& older,
                                             const model::Catalog& newer) {
  auto lines = model::MergeCatalogs(older, newer, WallTime(std::chrono::hours(500'000)));
  Require(lines.has_value());
  auto catalog = model::OwnCatalog(*std::move(lines));
  Require(catalog.has_value());
  return *catalog;
}

void PriceAll(const model::Catalog& catalog) {
  const model::PriceBook book(catalog);
  model::Usage usage;
  usage.tokens[model::TokenClass::kFresh] = 1'000;
  usage.tokens[model::TokenClass::kOutput] = 10;
  for (const model::Model& known : catalog.models()) {
    for (const int64_t hours : {0, 500'000, 2'000'000}) {
      const auto bill =
          book.Price(known.name(), usage, {.at = WallTime(std::chrono::hours(hours))});
      Require(!bill || bill->exactness != model::Exactness::kOverride);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::shared_ptr<const model::Catalog> base = model::OwnCatalog(kLines).value();
  const auto catalog = model::OwnCatalog(std::string(reinterpret_cast<const char*>(data), size));
  if (!catalog) {
    Require(catalog.error().message.starts_with("line "));
    return 0;
  }
  PriceAll(**catalog);
  const auto same = DiffCatalogs(**catalog, *Merged(**catalog, **catalog));
  Require(same.added.empty() && same.gone.empty() && same.changed.empty());
  Require(DiffCatalogs(*base, *Merged(*base, **catalog)).gone.empty());
  Merged(**catalog, *base);
  return 0;
}
