#pragma once

#include <istream>

#include "cli/command.h"

namespace farthing::cli {

inline constexpr Option kTemplateRenderOptions[] = {
    {"--config", "FILE", "the configuration, a YAML file", Offers::kFiles},
    {"--slots", "FILE", "the slots, a JSON object; - is standard input", Offers::kFiles},
    {"--model", "MODEL", "for which model, instead of the template's own"},
    {"--dialect", "DIALECT", "openai or anthropic; the model's own when absent"},
    {"--data-dir", "DIR", "the data directory, which may hold an installed catalogue",
     Offers::kDirectories},
    {"--json", "", "print the request as it would be sent, JSON"},
};

// Shows the request that a template makes.
int RunTemplateRender(const Arguments& arguments, const Output& output);
int RenderTemplateFrom(std::istream& in, const Arguments& arguments, const Output& output);

}  // namespace farthing::cli
