#include "shape/template/model_family.h"

#include <algorithm>
#include <array>

#include "api/translate_request.h"

namespace farthing::shape {
namespace {

struct Family {
  std::string_view name;
  std::string_view brevity;
};
// In the order of ModelFamily. Each names what the family adds unasked.
constexpr std::array<Family, 4> kFamilies = {{
    {"claude", "Answer directly and briefly: no preamble, no restating, no closing remarks."},
    {"gpt", "Be brief: give the answer first, without preamble, recap or offers of more help."},
    {"gemini", "Answer in as few words as the task needs, without introduction or summary."},
    {"other", "Answer briefly, without introduction or summary."},
}};

std::string_view WithoutProvider(std::string_view model) {
  return model.substr(model.find('/') + 1);  // without a slash npos + 1 is 0: all of it
}

// Of OpenAI's first models that reason: o1, o3-mini, o4-mini.
bool IsOSeries(std::string_view name) {
  const bool has_number = name.size() >= 2 && name[0] == 'o' && name[1] >= '1' && name[1] <= '9';
  return has_number && (name.size() == 2 || name[2] == '-');
}

bool AsksToThink(json::Value request) {
  const json::Value thinking = request.Find("thinking");
  const bool thinks = thinking.is_object() && thinking.Find("type").string() != "disabled";
  const json::Value effort = request.Find("reasoning_effort");
  return thinks || (effort.is_string() && effort.string() != "none");
}

}  // namespace

ModelFamily FamilyOf(std::string_view model) {
  const std::string_view name = WithoutProvider(model);
  const auto has = [name](std::string_view part) { return name.find(part) != name.npos; };
  if (has("claude")) return ModelFamily::kClaude;
  if (has("gemini") || has("gemma")) return ModelFamily::kGemini;
  const bool is_gpt = has("gpt-") || IsOSeries(name.substr(name.rfind('/') + 1));
  return is_gpt ? ModelFamily::kGpt : ModelFamily::kOther;
}

std::string_view NameOf(ModelFamily family) { return kFamilies[static_cast<size_t>(family)].name; }

std::string_view BrevityOf(const config::Template& source, ModelFamily family) {
  for (const std::string_view name : {NameOf(family), std::string_view("all")}) {
    const auto own = source.brevity.find(std::string(name));
    if (own != source.brevity.end()) return own->second;
  }
  return kFamilies[static_cast<size_t>(family)].brevity;
}

bool MayThink(std::string_view model, bool reasons, json::Value request) {
  if (AsksToThink(request)) return true;
  const bool only_when_asked =
      FamilyOf(model) == ModelFamily::kClaude &&
      api::ThinkingStyleOf(WithoutProvider(model)) == api::ThinkingStyle::kBudget;
  return reasons && !only_when_asked;
}

bool RefusesStop(std::string_view model, bool reasons) {
  const bool is_open = model.find("gpt-oss") != model.npos;
  return reasons && !is_open && FamilyOf(model) == ModelFamily::kGpt;
}

}  // namespace farthing::shape
