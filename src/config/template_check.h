#pragma once

#include "config/config.h"
#include "config/mistakes.h"
#include "config/yaml.h"

namespace farthing::config {

// Which models an instruction to be brief is for; "all" stands for every one.
inline constexpr std::string_view kBrevityFamilies[] = {"claude", "gpt", "gemini", "other", "all"};

// What more than one setting of a template says wrong: slots that no text has or that are not
// declared, values that are not of their type, a schema that is no JSON. REQUIRES: `found` was read
// from `node`.
void CheckTemplate(const Node& node, const Template& found, Mistakes& mistakes);

// The templates of the file's own map, and whether there is one for each that a route names.
// REQUIRES: `config` was read from `root` and has its folder's templates, too.
void CheckTemplates(const Node& root, const Config& config, Mistakes& mistakes);

}  // namespace farthing::config
