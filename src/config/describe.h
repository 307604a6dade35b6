#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "config/setting.h"

namespace farthing::config {

// The texts that follow from the table of settings.

// What `farthing config explain [KEY]` prints: all settings, or those at and below the path `key`
// ("server", "routes.timeout.idle"; "providers.openai.base_url", as a file has it), or of that name
// anywhere ("max_body"). kConfiguration with a suggestion when there is none.
Result<std::string> Explain(std::string_view key);

// The same as a JSON array of {path, text, value, default, required, secret, reloadable?};
// `default` is null where there is none, and groups of settings are not reloaded as such.
Result<std::string> ExplainAsJson(std::string_view key);

// What `farthing config example` prints: a commented YAML file that loads anywhere. What has no
// default stands behind a '#' without a blank; with each of those removed the file loads, too,
// given its environment variables.
std::string ExampleFile();

// What `farthing config schema` prints: JSON Schema, draft 2020-12.
std::string JsonSchema();

// docs/configuration.md.
std::string DocumentationPage();

// One setting as the documentation has it.
struct Described {
  std::string path;  // "providers.NAME.api_key", "routes[].match.model"
  const Setting* setting;
  std::string default_value;  // "" : none
};

// Every setting, groups before their fields, in the order of the table.
std::vector<Described> DescribeAll();

// The fields of one group; their paths are their names.
std::vector<Described> DescribeFields(const Setting& group);

// "a whole number, 1 to 20": what may be written.
std::string DescribeRange(const Setting& setting);

}  // namespace farthing::config
