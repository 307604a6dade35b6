#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace farthing {

// Puts a file in the place of one that may be there, so that whoever reads finds one or the other
// whole, whenever the machine stops. Mode 0644. Error: kInternal; nothing has changed then.
Status ReplaceFile(const std::string& path, std::string_view bytes);

// A name that came into a directory, or left it, is safe once the directory is. Error: kInternal.
Status SyncDirectory(const std::string& path);

}  // namespace farthing
