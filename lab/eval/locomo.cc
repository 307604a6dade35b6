#include "lab/eval/locomo.h"

#include <algorithm>
#include <set>
#include <utility>

#include "json/writer.h"
#include "shape/memory/history_step.h"

namespace farthing::lab {
namespace {

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

std::string_view RoleOf(const Dialogue& dialogue, size_t turn, DialogueForm form) {
  const bool is_first = form == DialogueForm::kSpeakers
                            ? dialogue.turns[turn].speaker == dialogue.turns[0].speaker
                            : form == DialogueForm::kUserOnly || turn % 2 == 0;
  return is_first ? "user" : "assistant";
}

}  // namespace

Result<std::vector<Dialogue>> ReadDialogues(const std::string& json) {
  const auto document = json::Document::ParseBorrowed(json);
  if (!document) return Fail(document.error());
  std::vector<Dialogue> dialogues;
  for (const json::Value sample : document->root()) dialogues.push_back(ReadDialogue(sample));
  if (std::ranges::all_of(dialogues, [](const Dialogue& d) { return d.questions.empty(); })) {
    return Fail(Error::InvalidRequest("There is no dialogue with questions in it."));
  }
  return dialogues;
}

std::string TextOf(const Turn& turn, const Form& form) {
  std::string text = turn.text;
  if (form.names) text.insert(0, turn.speaker + ": ");
  if (form.dates) text.insert(0, "[" + turn.date + "] ");
  return text;
}

std::string ChatOf(const Dialogue& dialogue, size_t turns, std::string_view question,
                   const Form& form) {
  std::string chat;
  json::Writer writer(&chat);
  writer.BeginObject().Key("messages").BeginArray();
  for (size_t i = 0; i < turns; ++i) {
    writer.BeginObject()
        .StringMember("role", RoleOf(dialogue, i, form.form))
        .StringMember("content", TextOf(dialogue.turns[i], form))
        .StringMember("turn", dialogue.turns[i].id)
        .EndObject();
  }
  if (!question.empty()) {
    writer.BeginObject().StringMember("role", "user").StringMember("content", question).EndObject();
  }
  writer.EndArray().EndObject();
  return chat;
}

Result<double> EvidenceRecall::Of(const Dialogue& dialogue, const Form& form,
                                  const shape::HistorySettings& settings) {
  double sum = 0;
  for (const Question& question : dialogue.questions) {
    const std::string chat = ChatOf(dialogue, dialogue.turns.size(), question.text, form);
    const auto found = Of(question, chat, settings);
    if (!found) return Fail(found.error());
    sum += *found;
  }
  return sum / static_cast<double>(std::max<size_t>(dialogue.questions.size(), 1));
}

Result<double> EvidenceRecall::Of(const Question& question, const std::string& chat,
                                  const shape::HistorySettings& settings) {
  const auto request = json::Document::Parse(chat);
  if (!request) return Fail(request.error());
  const shape::StepInput input{.body = chat, .request = request->root(), .tokens = tokens_};
  const auto step = shape::ShortenHistory(input, settings, embedder_);
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

}  // namespace farthing::lab
