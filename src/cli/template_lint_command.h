#pragma once

#include "base/clock.h"
#include "cli/command.h"

namespace farthing::cli {

inline constexpr Option kTemplateLintOptions[] = {
    {"--config", "FILE", "the configuration, a YAML file", Offers::kFiles},
    {"--model", "MODEL", "for which model, instead of the template's own"},
    {"--data-dir", "DIR", "the data directory, which may hold an installed catalogue",
     Offers::kDirectories},
    {"--json", "", "print JSON"},
};

// Shows what templates cost. The clock says which prices hold.
int RunTemplateLint(const Arguments& arguments, const Output& output);
int LintTemplates(const Clock& clock, const Arguments& arguments, const Output& output);

}  // namespace farthing::cli
