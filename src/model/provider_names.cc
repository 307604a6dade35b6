#include "model/provider_names.h"

#include <algorithm>
#include <array>
#include <utility>

#include "model/model_names.h"

namespace farthing::model {
namespace {

using Synonym = std::pair<std::string_view, std::string_view>;

// Names without case, hyphens, underscores and dots, sorted; Vertex's are by their beginning.
constexpr auto kSynonyms = std::to_array<Synonym>({
    {"alibaba", "dashscope"},
    {"amazonbedrock", "bedrock"},
    {"amazonnova", "amazon_nova"},
    {"aws", "bedrock"},
    {"awsbedrock", "bedrock"},
    {"azureai", "azure"},
    {"azureaifoundry", "azure"},
    {"azureaiinference", "azure"},
    {"azureaiopenai", "azure"},
    {"azureopenai", "azure"},
    {"azuretext", "azure"},
    {"bedrockconverse", "bedrock"},
    {"bedrockmantle", "bedrock"},
    {"codestral", "mistral"},
    {"coherechat", "cohere"},
    {"deepinfra", "deepinfra"},
    {"falai", "fal_ai"},
    {"fireworksai", "fireworks"},
    {"fireworksaiembeddingmodels", "fireworks"},
    {"gcpgemini", "gemini"},
    {"gcpvertexai", "vertex"},
    {"google", "gemini"},
    {"googleai", "gemini"},
    {"googleaistudio", "gemini"},
    {"googlegenai", "gemini"},
    {"googlegenerativeai", "gemini"},
    {"googlegla", "gemini"},
    {"googlevertex", "vertex"},
    {"googlevertexai", "vertex"},
    {"googlevertexanthropic", "vertex"},
    {"jina", "jina_ai"},
    {"lambda", "lambda_ai"},
    {"metallama", "meta"},
    {"mistralai", "mistral"},
    {"moonshotai", "moonshot"},
    {"novitaai", "novita"},
    {"openai", "openai"},
    {"oracle", "oci"},
    {"perplexityai", "perplexity"},
    {"textcompletioncodestral", "mistral"},
    {"textcompletioninception", "inception"},
    {"textcompletionopenai", "openai"},
    {"togetherai", "together"},
    {"vercel", "vercel_ai_gateway"},
    {"voyageai", "voyage"},
    {"workersai", "cloudflare"},
    {"xai", "xai"},
    {"zai", "zai"},
});
static_assert(std::ranges::is_sorted(kSynonyms, {}, &Synonym::first));

std::string LettersOf(std::string_view name) {
  std::string letters = LowerCase(name);
  std::erase_if(letters, [](char c) { return c == '-' || c == '_' || c == '.'; });
  return letters;
}

}  // namespace

std::string CanonicalProvider(std::string_view provider) {
  const std::string letters = LettersOf(provider);
  if (letters.starts_with("vertexai")) return "vertex";  // LiteLLM has one name for each maker
  const auto found = std::ranges::lower_bound(kSynonyms, letters, {}, &Synonym::first);
  if (found != kSynonyms.end() && found->first == letters) return std::string(found->second);
  return LowerCase(provider);
}

std::string CanonicalName(std::string_view name) {
  const size_t slash = name.find('/');
  if (slash == std::string_view::npos) return std::string(name);
  return CanonicalProvider(name.substr(0, slash)).append(name.substr(slash));
}

}  // namespace farthing::model
