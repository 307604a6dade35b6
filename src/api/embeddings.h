#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace farthing::api {

// How a server that turns texts into vectors is asked, by POST.
enum class EmbeddingDialect : uint8_t {
  kOpenAI,  // /embeddings {"model","input"}: OpenAI, vLLM, Ollama, Mistral, Voyage
  kTei,     // /embed {"inputs"}: Hugging Face's text-embeddings-inference
};

// The most numbers that a vector may have.
inline constexpr size_t kMostDimensions = 8192;

// Vectors of one width, one after the other.
struct Embeddings {
  size_t dimensions = 0;
  std::vector<float> numbers;

  std::span<const float> Of(size_t text) const {
    return std::span(numbers).subspan(text * dimensions, dimensions);
  }
};

// The path that is asked, under what the dialect's servers call their base: "/v1/embeddings".
std::string_view EmbeddingsPath(EmbeddingDialect dialect);

// The body that asks for a vector of each text. OpenAI's servers have a model; TEI's are one.
// `dimensions`: the width, where the model offers several. REQUIRES: valid UTF-8, no text empty.
std::string EmbeddingsBody(EmbeddingDialect dialect, std::string_view model,
                           std::optional<int64_t> dimensions,
                           std::span<const std::string_view> texts);

// The vectors of so many texts in their order, from an answer's body: one of each, all of one width
// of at least 1, as they were told. An error says in a sentence what is wrong with the answer.
Result<Embeddings> ParseEmbeddings(EmbeddingDialect dialect, std::string_view body, size_t texts);

}  // namespace farthing::api
