#include "lab/eval/source_folder.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "model/load_catalog.h"

namespace farthing::lab {
namespace {

namespace fs = std::filesystem;

struct Place {
  const char* folder;  // as the source calls the provider
  const char* provider;
};

constexpr Place kPortkey[] = {
    {"openai", "openai"},
    {"anthropic", "anthropic"},
    {"google", "gemini"},
    {"vertex-ai", "vertex"},
    {"bedrock", "bedrock"},
    {"azure-openai", "azure"},
    {"x-ai", "xai"},
    {"mistral-ai", "mistral"},
    {"groq", "groq"},
    {"together-ai", "together"},
    {"fireworks-ai", "fireworks"},
    {"deepseek", "deepseek"},
    {"cerebras", "cerebras"},
    {"cohere", "cohere"},
    {"moonshot", "moonshot"},
    {"perplexity-ai", "perplexity"},
    {"dashscope", "dashscope"},
    {"deepinfra", "deepinfra"},
    {"openrouter", "openrouter"},
    {"minimax", "minimax"},
    {"z-ai", "zai"},
};
constexpr Place kModelsDev[] = {
    {"openai", "openai"},
    {"anthropic", "anthropic"},
    {"google", "gemini"},
    {"google-vertex", "vertex"},
    {"amazon-bedrock", "bedrock"},
    {"azure", "azure"},
    {"xai", "xai"},
    {"mistral", "mistral"},
    {"groq", "groq"},
    {"togetherai", "together"},
    {"fireworks-ai", "fireworks"},
    {"deepseek", "deepseek"},
    {"cerebras", "cerebras"},
};

Result<std::string> ReadWhole(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) {
    return Fail(Error::InvalidRequest("cannot read " + path.string()));
  }
  return text;
}

Error InFile(const fs::path& path, const Error& error) {
  return Error::InvalidRequest(path.string() + ": " + error.message);
}

// Reads one file with `read`, which answers PriceReadings.
template <typename Read>
Status AddFile(const fs::path& path, PriceReadings* readings, const Read& read) {
  const Result<std::string> text = ReadWhole(path);
  if (!text) return Fail(text.error());
  Result<PriceReadings> found = read(*text);
  if (!found) return Fail(InFile(path, found.error()));
  readings->merge(*found);
  return {};
}

Status AddPortkey(const fs::path& folder, PriceReadings* readings) {
  for (const Place& place : kPortkey) {
    const fs::path file = folder / "pricing" / (std::string(place.folder) + ".json");
    if (!fs::exists(file)) continue;
    const Status added = AddFile(file, readings, [&place](std::string_view text) {
      return ReadPortkey(place.provider, text);
    });
    if (!added) return added;
  }
  return {};
}

Status AddModelsDev(const fs::path& folder, PriceReadings* readings) {
  for (const Place& place : kModelsDev) {
    const fs::path models = folder / "providers" / place.folder / "models";
    if (!fs::exists(models)) continue;
    for (const auto& file : fs::recursive_directory_iterator(models)) {
      if (file.path().extension() != ".toml") continue;
      const Result<std::string> text = ReadWhole(file.path());
      if (!text) return Fail(text.error());
      const std::string name = fs::relative(file.path(), models).replace_extension().string();
      SourcePrices prices = ReadModelsDev(*text);
      if (!prices.contains("input")) continue;
      readings->emplace(std::string(place.provider) + '/' + name, std::move(prices));
    }
  }
  return {};
}

// The maps and their days, ascending.
std::vector<std::pair<WallTime, fs::path>> MapsIn(const fs::path& folder) {
  std::vector<std::pair<WallTime, fs::path>> maps;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const fs::path& path = entry.path();
    if (!path.filename().string().starts_with("litellm_")) continue;
    if (const auto day = model::DateOfSource(path.stem().string())) maps.emplace_back(*day, path);
  }
  std::ranges::sort(maps);
  return maps;
}

}  // namespace

Result<std::vector<PriceRound>> ReadPriceFolder(const std::string& path) {
  const fs::path folder(path);
  if (!fs::is_directory(folder)) return Fail(Error::InvalidRequest(path + " is no folder"));
  PriceSource portkey{"portkey-models", {}}, models_dev{"models.dev", {}};
  for (const Status& added : {AddPortkey(folder / "portkey-models", &portkey.readings),
                              AddModelsDev(folder / "models.dev", &models_dev.readings)}) {
    if (!added) return Fail(added.error());
  }
  std::vector<PriceRound> rounds;
  for (const auto& [date, map] : MapsIn(folder)) {
    const WallTime day = date;
    PriceSource litellm{"litellm", {}}, genai{"genai-prices", {}};
    if (const Status added = AddFile(map, &litellm.readings, ReadLiteLLM); !added) {
      return Fail(added.error());
    }
    // Its second feed goes on where the first is kept as it was.
    fs::path data = folder / "genai-prices" / "new_data" / "v2" / "data.json";
    if (!fs::exists(data)) data = folder / "genai-prices" / "data.json";
    const auto read = [day](std::string_view text) { return ReadGenaiPrices(text, day); };
    if (fs::exists(data)) {
      if (const Status added = AddFile(data, &genai.readings, read); !added) {
        return Fail(added.error());
      }
    }
    rounds.push_back({.day = day,
                      .sources = {std::move(litellm), std::move(genai), portkey, models_dev},
                      .needs_litellm = !rounds.empty()});
  }
  if (rounds.empty()) {
    return Fail(
        Error::InvalidRequest(path + " holds no litellm_DATE.json; name a folder of prices"));
  }
  return rounds;
}

}  // namespace farthing::lab
