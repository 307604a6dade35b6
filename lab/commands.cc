#include "lab/commands.h"

#include <fmt/format.h>

#include <cstdio>

#include "lab/wire/limits.h"
#include "lab/wire/units.h"

namespace farthing::lab {

CLI::Option* AddDuration(CLI::App& app, const std::string& name, std::chrono::nanoseconds* value,
                         const std::string& text) {
  auto parse = [name, value](const std::string& given) {
    const auto parsed = ParseDuration(given);
    if (!parsed)
      throw CLI::ValidationError(name, "'" + given + "' is not a time such as 250us, 5ms or 10s");
    *value = *parsed;
  };
  return app.add_option_function<std::string>(name, parse, text)->type_name("TIME");
}

CLI::Option* AddSize(CLI::App& app, const std::string& name, uint64_t* value,
                     const std::string& text) {
  auto parse = [name, value](const std::string& given) {
    const auto parsed = ParseSize(given);
    if (!parsed)
      throw CLI::ValidationError(name, "'" + given + "' is not a size such as 500, 64k or 1M");
    *value = *parsed;
  };
  return app.add_option_function<std::string>(name, parse, text)->type_name("SIZE");
}

void NeedFiles(uint64_t wanted) {
  const uint64_t allowed = RaiseFileLimit(wanted);
  if (allowed >= wanted) return;
  fmt::print(stderr,
             "farthing-lab: may open {} files, {} are wanted; raise the limit with ulimit -n {}\n",
             allowed, wanted, wanted);
}

void Leave(const std::string& sentence) {
  fmt::print(stderr, "farthing-lab: {}\n", sentence);
  throw CLI::RuntimeError(1);
}

}  // namespace farthing::lab
