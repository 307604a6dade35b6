#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace farthing::api {

// How a server that ranks documents to a question is asked, by POST to its path /rerank.
enum class RerankDialect : uint8_t {
  kCohere,  // {"model","query","documents"}: Cohere, Jina, vLLM
  kTei,     // {"query","texts"}: Hugging Face's text-embeddings-inference
};

// The body that asks for a score of each text. Cohere's servers have a model; TEI's are one.
// REQUIRES: valid UTF-8.
std::string RerankBody(RerankDialect dialect, std::string_view model, std::string_view question,
                       std::span<const std::string_view> texts);

// The scores of so many texts in their order, from an answer's body: higher is better. A text that
// the answer leaves out comes behind all others. An error says in a sentence what is wrong with it.
Result<std::vector<float>> ParseRerank(RerankDialect dialect, std::string_view body, size_t texts);

}  // namespace farthing::api
