#pragma once

#include <string>
#include <string_view>

namespace farthing::model {

// The catalogue's name of a provider that price lists, SDKs and telemetry spell otherwise
// ("together_ai", "vertex_ai-language-models", "Amazon-Bedrock"); letters' case, hyphens,
// underscores and dots do not matter. A name that means no other provider: itself, in lower case.
std::string CanonicalProvider(std::string_view provider);

// PROVIDER/NAME with the catalogue's name of its provider; a bare name as it is.
std::string CanonicalName(std::string_view name);

}  // namespace farthing::model
