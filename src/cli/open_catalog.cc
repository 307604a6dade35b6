#include "cli/open_catalog.h"

#include "cli/run.h"
#include "model/load_catalog.h"

namespace farthing::cli {

Result<std::shared_ptr<const model::Catalog>> OpenCatalog(const std::string& data_dir,
                                                          const Output& output) {
  Result<model::LoadedCatalog> loaded = model::LoadCatalog(data_dir);
  if (!loaded) return Fail(loaded.error());
  if (!loaded->warning.empty()) PrintError(loaded->warning, output);
  return std::move(loaded->catalog);
}

}  // namespace farthing::cli
