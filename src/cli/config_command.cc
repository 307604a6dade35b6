#include "cli/config_command.h"

#include <algorithm>
#include <ostream>

#include "cli/run.h"
#include "config/describe.h"

namespace farthing::cli {

int RunConfigExplain(const Arguments& arguments, const Output& output) {
  const std::string key = arguments.Get("KEY").value_or("");
  const Result<std::string> text =
      arguments.Has("--json") ? config::ExplainAsJson(key) : config::Explain(key);
  if (!text) {
    PrintError(text.error().message, output);
    return kWrongInput;
  }
  output.out << *text;
  return kFine;
}

int RunConfigExample(const Arguments&, const Output& output) {
  output.out << config::ExampleFile();
  return kFine;
}

int RunConfigSchema(const Arguments&, const Output& output) {
  output.out << config::JsonSchema();
  return kFine;
}

std::vector<std::string> SettingNames() {
  std::vector<std::string> names;
  for (const config::Described& described : config::DescribeAll()) names.push_back(described.path);
  return names;
}

}  // namespace farthing::cli
