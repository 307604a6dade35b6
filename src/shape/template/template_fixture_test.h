#pragma once

#include <string>
#include <string_view>

#include "base/check.h"
#include "config/load.h"
#include "shape/template/prepared_template.h"
#include "token/encoder.h"

namespace farthing::shape::test {

// The template `t` of a configuration's map.
inline PreparedTemplate Prepared(std::string_view settings) {
  const Result<config::Config> config = config::Load("templates:\n  t:\n" + std::string(settings),
                                                     "f.yaml", config::FakeEnvironment());
  if (!config) CheckFailed(__FILE__, __LINE__, config.error().message.c_str());
  return PreparedTemplate(config->templates[0]);
}

inline const token::Encoder& O200k() { return *token::FindEncoder("o200k_base"); }

}  // namespace farthing::shape::test
