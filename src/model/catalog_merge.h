#pragma once

#include <string>

#include "base/clock.h"
#include "base/error.h"
#include "model/catalog.h"

namespace farthing::model {

// The lines of `newer` with what `older` knows of the past. A price without a date says what a
// source had on the source's day, not since when: where `older` had another price until then, that
// one stays, and the newer begins on that day (of a source without a date: on `date`). What `newer`
// dates is as it says. A model that it no longer has keeps its last price, so that old requests
// can still be priced. REQUIRES: both pass Check().
Result<std::string> MergeCatalogs(const Catalog& older, const Catalog& newer, WallTime date);

}  // namespace farthing::model
