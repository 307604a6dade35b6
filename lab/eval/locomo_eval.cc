#include "lab/eval/locomo_eval.h"

#include <algorithm>
#include <array>
#include <utility>

#include "json/writer.h"
#include "lab/eval/locomo.h"

namespace farthing::lab {
namespace {

constexpr std::array<int64_t, 3> kBudgets = {512, 1024, 2048};

int64_t Count(const Dialogue& dialogue, const token::Encoder& tokens) {
  size_t count = 0;
  for (const Turn& turn : dialogue.turns) count += tokens.Count(TextOf(turn, kForms[0]));
  return static_cast<int64_t>(count);
}

Result<LocomoRound> EvalRound(EvidenceRecall& recall, const std::vector<Dialogue>& dialogues,
                              const Form& form, int64_t budget) {
  LocomoRound round{.form = std::string(form.name), .budget = budget};
  double sum = 0;
  size_t questions = 0;
  for (const Dialogue& dialogue : dialogues) {
    const auto found = recall.Of(dialogue, form,
                                 {.budget = budget,
                                  .keep_last = 2,
                                  .refuse_too_small = true,
                                  .step = 0.25,
                                  .cache = {.read = 0.1}});
    if (!found) return Fail(found.error());
    round.by_dialogue.push_back(*found);
    sum += *found * static_cast<double>(dialogue.questions.size());
    questions += dialogue.questions.size();
  }
  round.recall = sum / static_cast<double>(std::max<size_t>(questions, 1));
  return round;
}

}  // namespace

Result<LocomoEval> EvalLocomo(const std::string& json) {
  const auto dialogues = ReadDialogues(json);
  if (!dialogues) return Fail(dialogues.error());
  LocomoEval eval{.dialogues = dialogues->size()};
  EvidenceRecall recall;
  for (const Dialogue& dialogue : *dialogues) {
    eval.questions += dialogue.questions.size();
    eval.tokens += Count(dialogue, recall.tokens());
  }
  eval.tokens /= static_cast<int64_t>(dialogues->size());
  for (const Form& form : kForms) {
    for (const int64_t budget : kBudgets) {
      auto round = EvalRound(recall, *dialogues, form, budget);
      if (!round) return Fail(round.error());
      eval.rounds.push_back(*std::move(round));
    }
  }
  return eval;
}

std::string EvalAsJson(const LocomoEval& eval) {
  std::string out;
  json::Writer writer(&out);
  writer.BeginObject()
      .IntMember("dialogues", static_cast<int64_t>(eval.dialogues))
      .IntMember("questions", static_cast<int64_t>(eval.questions))
      .IntMember("tokens", eval.tokens)
      .Key("rounds")
      .BeginArray();
  for (const LocomoRound& round : eval.rounds) {
    writer.BeginObject().StringMember("form", round.form).IntMember("budget", round.budget);
    writer.Key("recall").Double(round.recall).Key("by_dialogue").BeginArray();
    for (const double recall : round.by_dialogue) writer.Double(recall);
    writer.EndArray().EndObject();
  }
  writer.EndArray().EndObject();
  return out + "\n";
}

}  // namespace farthing::lab
