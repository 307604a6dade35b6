#pragma once

#include <CLI/CLI.hpp>

namespace farthing::lab {

// Adds the command `embedder PATH`.
void AddEmbedderEval(CLI::App& eval);

}  // namespace farthing::lab
