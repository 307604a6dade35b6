#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "config/config.h"

namespace farthing::upstream {

// What becomes a provider when the configuration names none: the keys of the environment
// (config::DefaultConfig), the servers below that answer kListModels with a model list, and, where
// both find nothing, the sandbox (config::AddSandbox).

// A server on this machine at the port its preset expects it on: to be asked for its models.
std::vector<config::Provider> LocalServers();

// The names in the answer to GET /v1/models of OpenAI, Anthropic, vLLM, SGLang, Ollama, llama.cpp,
// Gemini or Together, in the answer's order, without repeats. An answer of another form is an
// error: whatever listens there is no model server. Names that could not be asked for are left out.
Result<std::vector<std::string>> ParseModelList(std::string_view body);

}  // namespace farthing::upstream
