#include "lab/eval/locomo_eval.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "embed/embedder.h"
#include "json/document.h"
#include "json/writer.h"
#include "shape/memory/history_step.h"

namespace farthing::lab {
namespace {

constexpr std::array<int64_t, 3> kBudgets = {512, 1024, 2048};

struct Turn {
  std::string id, speaker, text, date;
};

struct Question {
  std::string text;
  std::vector<std::string> evidence;
};

struct Dialogue {
  std::vector<Turn> turns;
  std::vector<Question> questions;
};

struct Form {
  std::string_view name;
  DialogueForm form;
  bool names;
  bool dates;
};
constexpr Form kForms[] = {
    {"speakers", DialogueForm::kSpeakers, true, false},
    {"speakers, dated", DialogueForm::kSpeakers, true, true},
    {"alternating, unnamed", DialogueForm::kAlternating, false, false},
    {"all the user's", DialogueForm::kUserOnly, true, false},
};

Dialogue ReadDialogue(json::Value sample) {
  Dialogue dialogue;
  const json::Value conversation = sample.Find("conversation");
  for (int session = 1;; ++session) {
    const std::string name = "session_" + std::to_string(session);
    const std::string date(conversation.Find(name + "_date_time").string());
    if (!conversation.Find(name) && date.empty()) break;
    for (const json::Value turn : conversation.Find(name)) {
      dialogue.turns.push_back({.id = std::string(turn.Find("dia_id").string()),
                                .speaker = std::string(turn.Find("speaker").string()),
                                .text = std::string(turn.Find("text").string()),
                                .date = date});
    }
  }
  for (const json::Value item : sample.Find("qa")) {
    Question question{.text = std::string(item.Find("question").string())};
    for (const json::Value id : item.Find("evidence")) {
      question.evidence.emplace_back(id.string());
    }
    if (!question.evidence.empty()) dialogue.questions.push_back(std::move(question));
  }
  return dialogue;
}

std::string TextOf(const Turn& turn, const Form& form) {
  std::string text = turn.text;
  if (form.names) text.insert(0, turn.speaker + ": ");
  if (form.dates) text.insert(0, "[" + turn.date + "] ");
  return text;
}

std::string_view RoleOf(const Dialogue& dialogue, size_t turn, DialogueForm form) {
  const bool is_first = form == DialogueForm::kSpeakers
                            ? dialogue.turns[turn].speaker == dialogue.turns[0].speaker
                            : form == DialogueForm::kUserOnly || turn % 2 == 0;
  return is_first ? "user" : "assistant";
}

// The dialogue and the question as a chat request; each message bears its turn's id, too, by which
// it is known again.
std::string ChatOf(const Dialogue& dialogue, const Question& question, const Form& form) {
  std::string chat;
  json::Writer writer(&chat);
  writer.BeginObject().Key("messages").BeginArray();
  for (size_t i = 0; i < dialogue.turns.size(); ++i) {
    writer.BeginObject()
        .StringMember("role", RoleOf(dialogue, i, form.form))
        .StringMember("content", TextOf(dialogue.turns[i], form))
        .StringMember("turn", dialogue.turns[i].id)
        .EndObject();
  }
  writer.BeginObject().StringMember("role", "user").StringMember("content", question.text);
  writer.EndObject().EndArray().EndObject();
  return chat;
}

class Evaluation {
 public:
  Result<double> Recall(const Dialogue& dialogue, const Form& form, int64_t budget) {
    double sum = 0;
    for (const Question& question : dialogue.questions) {
      const auto found = RecallOf(question, ChatOf(dialogue, question, form), budget);
      if (!found) return Fail(found.error());
      sum += *found;
    }
    return sum / static_cast<double>(std::max<size_t>(dialogue.questions.size(), 1));
  }

  int64_t Count(const Dialogue& dialogue) const {
    size_t count = 0;
    for (const Turn& turn : dialogue.turns) count += tokens_.Count(TextOf(turn, kForms[0]));
    return static_cast<int64_t>(count);
  }

 private:
  Result<double> RecallOf(const Question& question, const std::string& chat, int64_t budget) {
    const auto request = json::Document::Parse(chat);
    if (!request) return Fail(request.error());
    const shape::StepInput input{.body = chat, .request = request->root(), .tokens = tokens_};
    const auto step = shape::ShortenHistory(
        input, {.budget = budget, .keep_last = 2, .refuse_too_small = true}, embedder_);
    if (!step) return Fail(step.error());
    const auto sent = json::Document::Parse(step->body.empty() ? chat : step->body);
    if (!sent) return Fail(sent.error());
    std::set<std::string_view> turns;
    for (const json::Value message : sent->root().Find("messages")) {
      turns.insert(message.Find("turn").string());
    }
    size_t found = 0;
    for (const std::string& id : question.evidence) found += turns.count(id);
    return static_cast<double>(found) / static_cast<double>(question.evidence.size());
  }

  const token::Encoder& tokens_ = *token::FindEncoder("o200k_base");
  const embed::Embedder embedder_ = embed::ShippedEmbedder();
};

Result<LocomoRound> EvalRound(Evaluation& evaluation, const std::vector<Dialogue>& dialogues,
                              const Form& form, int64_t budget) {
  LocomoRound round{.form = std::string(form.name), .budget = budget};
  double sum = 0;
  size_t questions = 0;
  for (const Dialogue& dialogue : dialogues) {
    const auto recall = evaluation.Recall(dialogue, form, budget);
    if (!recall) return Fail(recall.error());
    round.by_dialogue.push_back(*recall);
    sum += *recall * static_cast<double>(dialogue.questions.size());
    questions += dialogue.questions.size();
  }
  round.recall = sum / static_cast<double>(std::max<size_t>(questions, 1));
  return round;
}

}  // namespace

Result<LocomoEval> EvalLocomo(const std::string& json) {
  const auto document = json::Document::ParseBorrowed(json);
  if (!document) return Fail(document.error());
  LocomoEval eval;
  Evaluation evaluation;
  std::vector<Dialogue> dialogues;
  for (const json::Value sample : document->root()) {
    dialogues.push_back(ReadDialogue(sample));
    eval.questions += dialogues.back().questions.size();
    eval.tokens += evaluation.Count(dialogues.back());
  }
  if (eval.questions == 0) {
    return Fail(Error::InvalidRequest("There is no dialogue with questions in it."));
  }
  eval.dialogues = dialogues.size();
  eval.tokens /= static_cast<int64_t>(dialogues.size());
  for (const Form& form : kForms) {
    for (const int64_t budget : kBudgets) {
      auto round = EvalRound(evaluation, dialogues, form, budget);
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
