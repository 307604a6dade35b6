// Any bytes as a configuration file: an answer or mistakes, never a crash; and what loads shows,
// and differs in nothing from itself.

#include <cstdint>
#include <cstdlib>

#include "config/load.h"
#include "config/show.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace farthing::config;
  static const FakeEnvironment environment = [] {
    FakeEnvironment fake;
    fake.variables = {{"A", "sk-1"}, {"B", "a: [b"}, {"EMPTY", ""}};
    fake.files = {{"/keys", "one\n# two\n\n three \n"}};
    return fake;
  }();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto config = Load(text, "f.yaml", environment);
  if (!config) {
    if (!config.error().message.starts_with("f.yaml:")) std::abort();
  } else if (Show(*config).empty() || !Diff(*config, *config).empty()) {
    std::abort();
  }
  return 0;
}
