#pragma once

#include <istream>

#include "base/clock.h"
#include "cli/command.h"

namespace farthing::cli {

inline constexpr Option kShapeOptions[] = {
    {"--config", "FILE", "the configuration, a YAML file", Offers::kFiles},
    {"--route", "ROUTE", "the route they take, instead of the first that matches their model"},
    {"--data-dir", "DIR", "the data directory, which may hold an installed catalogue",
     Offers::kDirectories},
    {"--jsonl", "", "read a request a line, print one JSON object a line (always so)"},
};

// Shows what would be sent of requests. RunShape reads standard input where no file is named.
int RunShape(const Arguments& arguments, const Output& output);
int ShapeFrom(const Clock& clock, std::istream& in, const Arguments& arguments,
              const Output& output);

}  // namespace farthing::cli
