#include "lab/eval/locomo_held_out.h"

#include <algorithm>
#include <utility>

#include "json/writer.h"
#include "lab/eval/locomo.h"

namespace farthing::lab {
namespace {

using shape::RelevanceWeights;

struct Variant {
  std::string name;
  RelevanceWeights weights;
};

std::vector<Variant> Variants() {
  const RelevanceWeights shipped;
  std::vector<Variant> variants = {{.name = "shipped", .weights = shipped}};
  const auto add = [&](const std::string& name, auto member, auto less, auto more) {
    for (const auto value : {less, more}) {
      Variant variant{.name = name + (value == less ? " less" : " more"), .weights = shipped};
      variant.weights.*member = value;
      variants.push_back(std::move(variant));
    }
  };
  add("vector_share", &RelevanceWeights::vector_share, 0.12F, 0.5F);
  add("least_similarity", &RelevanceWeights::least_similarity, 0.1F, 0.4F);
  add("near_word", &RelevanceWeights::near_word, 0.3F, 0.55F);
  add("reach", &RelevanceWeights::reach, size_t{3}, size_t{8});
  add("beside", &RelevanceWeights::beside, 0.3F, 0.8F);
  add("farther", &RelevanceWeights::farther, 0.45F, 0.85F);
  return variants;
}

// Of one variant, by form and dialogue.
using Recalls = std::vector<std::vector<double>>;

double MeanOverForms(const Recalls& recalls, size_t dialogue) {
  double sum = 0;
  for (const auto& form : recalls) sum += form[dialogue];
  return sum / static_cast<double>(recalls.size());
}

Result<Recalls> RecallsOf(const std::vector<Dialogue>& dialogues, const RelevanceWeights& weights) {
  EvidenceRecall recall;
  Recalls recalls;
  for (const Form& form : kForms) {
    auto& of_form = recalls.emplace_back();
    for (const Dialogue& dialogue : dialogues) {
      const auto found =
          recall.Of(dialogue, form, {.budget = 1024, .keep_last = 2, .weights = weights});
      if (!found) return Fail(found.error());
      of_form.push_back(*found);
    }
  }
  return recalls;
}

HeldOutDialogue HoldOut(size_t held_out, const std::vector<Dialogue>& dialogues,
                        const std::vector<Variant>& variants, const std::vector<Recalls>& recalls) {
  HeldOutDialogue result{.dialogue = held_out};
  double most = -1;
  for (size_t i = 0; i < variants.size(); ++i) {
    double others = 0;
    for (size_t d = 0; d < dialogues.size(); ++d) {
      if (d != held_out) others += MeanOverForms(recalls[i], d);
    }
    const double own = MeanOverForms(recalls[i], held_out);
    result.best = std::max(result.best, own);
    if (others <= most) continue;
    most = others;
    result.chosen = variants[i].name;
    result.recall = own;
  }
  result.shipped = MeanOverForms(recalls[0], held_out);
  result.worst = 1;
  for (const auto& form : recalls[0]) result.worst = std::min(result.worst, form[held_out]);
  return result;
}

}  // namespace

Result<std::vector<HeldOutDialogue>> EvalHeldOut(const std::string& json) {
  const auto dialogues = ReadDialogues(json);
  if (!dialogues) return Fail(dialogues.error());
  const std::vector<Variant> variants = Variants();
  std::vector<Recalls> recalls;
  for (const Variant& variant : variants) {
    auto found = RecallsOf(*dialogues, variant.weights);
    if (!found) return Fail(found.error());
    recalls.push_back(*std::move(found));
  }
  std::vector<HeldOutDialogue> results;
  for (size_t d = 0; d < dialogues->size(); ++d) {
    results.push_back(HoldOut(d, *dialogues, variants, recalls));
  }
  return results;
}

std::string HeldOutAsJson(const std::vector<HeldOutDialogue>& dialogues) {
  std::string out;
  json::Writer writer(&out);
  writer.BeginObject().Key("held_out").BeginArray();
  for (const HeldOutDialogue& held : dialogues) {
    writer.BeginObject()
        .IntMember("dialogue", static_cast<int64_t>(held.dialogue))
        .StringMember("chosen", held.chosen);
    writer.Key("recall").Double(held.recall).Key("shipped").Double(held.shipped);
    writer.Key("best").Double(held.best).Key("worst").Double(held.worst).EndObject();
  }
  writer.EndArray().EndObject();
  return out + "\n";
}

}  // namespace farthing::lab
