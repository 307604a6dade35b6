#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "model/catalog.h"

namespace farthing::model {

// The catalogue that holds, and where it came from.
struct LoadedCatalog {
  std::shared_ptr<const Catalog> catalog;  // with the text that it is made of
  std::optional<WallTime> date;            // how new it is, as DateOfCatalog says
  std::string path;                        // of an installed one; empty: the shipped one
  std::string warning;                     // a sentence, where an installed one does not hold
};

// What `farthing catalog update` installed in the data directory, else the shipped catalogue. One
// that is older than the shipped, which a newer program brought, does not hold: `warning` says so.
// One that is broken is an error (kConfiguration) that names its line. Some tens of milliseconds
// where one is installed, else one; any thread.
Result<LoadedCatalog> LoadCatalog(const std::string& data_dir);

// The shipped catalogue, whatever is installed.
LoadedCatalog LoadShippedCatalog();

// The file of an installed catalogue.
std::string InstalledCatalogPath(const std::string& data_dir);

// A catalogue that owns its text, read whole. The error begins with the line.
Result<std::shared_ptr<const Catalog>> OwnCatalog(std::string text);

// The whole of a file, at most kLargestCatalog bytes. kConfiguration says why not.
Result<std::string> ReadCatalogFile(const std::string& path);
inline constexpr size_t kLargestCatalog = 64 * 1024 * 1024;

// The day of a reading, from its name: "litellm_2026-11" is 2026-11-01. Nullopt where the name
// holds none.
std::optional<WallTime> DateOfSource(std::string_view source);

// How new a catalogue is: the newest day among its sources. Nullopt where none of them has one.
std::optional<WallTime> DateOfCatalog(std::string_view lines);

}  // namespace farthing::model
