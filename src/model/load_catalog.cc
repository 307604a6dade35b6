#include "model/load_catalog.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "base/instant.h"

namespace farthing::model {
namespace {

struct Owned {
  std::string text;
  Catalog catalog;
};

Error Unreadable(const std::string& path) {
  return Error::Configuration("cannot read '" + path + "'; check its name and rights");
}

}  // namespace

LoadedCatalog LoadShippedCatalog() {
  return {.catalog = std::make_shared<const Catalog>(Catalog::Parse(ShippedCatalog()).value()),
          .date = DateOfCatalog(ShippedCatalog())};
}

std::string InstalledCatalogPath(const std::string& data_dir) {
  return data_dir + "/catalog.jsonl";
}

Result<std::shared_ptr<const Catalog>> OwnCatalog(std::string text) {
  auto owned = std::make_shared<Owned>();
  owned->text = std::move(text);
  Result<Catalog> catalog = Catalog::Parse(owned->text);
  if (!catalog) return Fail(catalog.error());
  if (const Status checked = catalog->Check(); !checked) return Fail(checked.error());
  owned->catalog = *std::move(catalog);
  const Catalog* const whole = &owned->catalog;
  return std::shared_ptr<const Catalog>(std::move(owned), whole);
}

Result<std::string> ReadCatalogFile(const std::string& path) {
  std::error_code failed;
  const auto size = std::filesystem::file_size(path, failed);
  std::ifstream file(path, std::ios::binary);
  if (failed || !file.is_open()) return Fail(Unreadable(path));
  if (size > kLargestCatalog) {
    return Fail(
        Error::Configuration("'" + path + "' is larger than any catalogue; check its name"));
  }
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (file.bad()) return Fail(Unreadable(path));
  return text;
}

std::optional<WallTime> DateOfSource(std::string_view source) {
  std::string date(source.substr(std::min(source.rfind('_') + 1, source.size())));
  if (date.size() == std::string_view("2026-11").size()) date += "-01";
  if (date.size() != std::string_view("2026-11-01").size()) return std::nullopt;
  return ParseInstant(date);
}

std::optional<WallTime> DateOfCatalog(std::string_view lines) {
  // A quote within a text is escaped, so this can only be a member.
  constexpr std::string_view kSource = "\"source\":\"";
  std::optional<WallTime> newest;
  std::string_view last;
  for (size_t at = lines.find(kSource); at != lines.npos; at = lines.find(kSource, at)) {
    at += kSource.size();
    const std::string_view source = lines.substr(at, lines.find('"', at) - at);
    if (source == last) continue;
    last = source;
    newest = std::max(newest, DateOfSource(source));
  }
  return newest;
}

Result<LoadedCatalog> LoadCatalog(const std::string& data_dir) {
  const std::string path = InstalledCatalogPath(data_dir);
  std::error_code failed;
  const auto kind = std::filesystem::status(path, failed).type();
  if (kind == std::filesystem::file_type::not_found) return LoadShippedCatalog();
  Result<std::string> text = ReadCatalogFile(path);
  if (!text) return Fail(text.error());
  const std::optional<WallTime> date = DateOfCatalog(*text);
  auto catalog = OwnCatalog(*std::move(text));
  if (!catalog) {
    return Fail(Error::Configuration(path + ": " + catalog.error().message +
                                     "; install another by `farthing catalog update FILE`, or go "
                                     "back by `farthing catalog update --shipped`"));
  }
  if (date && *date < DateOfCatalog(ShippedCatalog())) {
    LoadedCatalog shipped = LoadShippedCatalog();
    shipped.warning = path +
                      " is older than the catalogue of this program, which is used instead; "
                      "install a newer one by `farthing catalog update FILE`, or remove it by "
                      "`farthing catalog update --shipped`";
    return shipped;
  }
  return LoadedCatalog{.catalog = *std::move(catalog), .date = date, .path = path};
}

}  // namespace farthing::model
