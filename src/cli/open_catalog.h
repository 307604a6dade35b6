#pragma once

#include <memory>
#include <string>

#include "base/error.h"
#include "cli/command.h"
#include "model/catalog.h"

namespace farthing::cli {

// The catalogue in force for a data directory. Where an installed one is passed over, standard
// error says so. Errors: kConfiguration.
Result<std::shared_ptr<const model::Catalog>> OpenCatalog(const std::string& data_dir,
                                                          const Output& output);

}  // namespace farthing::cli
