#include <array>
#include <optional>
#include <utility>

#include "json/document.h"
#include "lab/eval/decimal.h"
#include "lab/eval/price_sources.h"

namespace farthing::lab {
namespace {

constexpr int kPlaces = 18;  // dollars a token in 10^-18 dollars

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kLines = {{
    {"input_cost_per_token", "input"},
    {"cache_read_input_token_cost", "cache_read"},
    {"cache_creation_input_token_cost_above_1hr", "cache_write_1h"},
    {"cache_creation_input_token_cost", "cache_write"},
    {"output_cost_per_token", "output"},
}};

// Their providers that are called otherwise here.
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kProviders = {{
    {"text-completion-openai", "openai"},
    {"azure_text", "azure"},
    {"azure_ai", "azure"},
    {"bedrock_converse", "bedrock"},
    {"bedrock_mantle", "bedrock"},
    {"codestral", "mistral"},
    {"text-completion-codestral", "mistral"},
    {"cohere_chat", "cohere"},
    {"together_ai", "together"},
    {"fireworks_ai", "fireworks"},
}};

// Doors of a provider beside its own list, and what is sold under a subscription.
bool IsSecondDoor(std::string_view provider) {
  return provider == "azure_ai" || provider == "bedrock_mantle" || provider == "github_copilot" ||
         provider == "chatgpt";
}

std::string_view ProviderOf(std::string_view theirs) {
  if (theirs.starts_with("vertex_ai")) return "vertex";
  for (const auto& [name, ours] : kProviders) {
    if (name == theirs) return ours;
  }
  return theirs;
}

// A key without what it says of the provider: "vertex_ai/X", "azure/X".
std::string_view NameOf(std::string_view key, std::string_view theirs, std::string_view ours) {
  const std::string_view start = key.substr(0, key.find('/'));
  const bool is_provider =
      start == theirs || start == ours || (ours == "vertex" && start == "vertex_ai") ||
      (ours == "bedrock" && start == "bedrock") || (start == "codestral" && ours == "mistral");
  return is_provider && start.size() < key.size() ? key.substr(start.size() + 1) : key;
}

// What a field is the price of; empty for what is not compared.
std::string LineOf(std::string_view field) {
  for (const auto& [name, line] : kLines) {
    if (!field.starts_with(name)) continue;
    std::string_view rest = field.substr(name.size());
    if (rest.empty()) return std::string(line);
    if (rest == "_batches" && (line == "input" || line == "output")) {
      return "batch " + std::string(line);
    }
    constexpr std::string_view kAbove = "_above_", kTokens = "k_tokens";
    if (!rest.starts_with(kAbove) || !rest.ends_with(kTokens)) return "";
    rest.remove_prefix(kAbove.size());
    rest.remove_suffix(kTokens.size());
    return std::string(line) + " above " + std::string(rest) + "000";
  }
  return "";
}

}  // namespace

Result<PriceReadings> ReadLiteLLM(std::string_view text) {
  const Result<json::Document> document = json::Document::ParseBorrowed(text);
  if (!document) return Fail(document.error());
  PriceReadings readings;
  for (const json::Value row : document->root()) {
    const std::string_view theirs = row.Find("litellm_provider").string();
    if (theirs.empty() || IsSecondDoor(theirs)) continue;
    const std::string_view ours = ProviderOf(theirs);
    SourcePrices prices;
    for (const json::Value field : row) {
      const std::string line = LineOf(field.key());
      const auto rate = Scaled(field.raw(), kPlaces);
      if (!line.empty() && rate && *rate > 0) prices[line] = *rate;
    }
    if (!prices.contains("input")) continue;
    // Some rows have the price of cached input under another name.
    const auto hit = Scaled(row.Find("input_cost_per_token_cache_hit").raw(), kPlaces);
    if (hit && *hit > 0) prices.emplace("cache_read", *hit);
    const std::string_view name = NameOf(row.key(), theirs, ours);
    std::string full = std::string(ours) + '/' + std::string(name);
    // A key that names its provider counts before a bare one.
    if (name.size() < row.key().size()) {
      readings.insert_or_assign(std::move(full), std::move(prices));
    } else {
      readings.emplace(std::move(full), std::move(prices));
    }
  }
  return readings;
}

}  // namespace farthing::lab
