#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace farthing::model {

// Makes the text the catalogue of the data directory, which is made where it is not there: whole or
// not at all, also when the power fails. Gateways use it from their next reload. kInternal says why
// not. REQUIRES: OwnCatalog takes the text.
Status InstallCatalog(const std::string& data_dir, std::string_view lines);

// Goes back to the shipped catalogue; fine where none is installed.
Status RemoveInstalledCatalog(const std::string& data_dir);

}  // namespace farthing::model
