#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "embed/embedder.h"
#include "json/document.h"
#include "shape/memory/select.h"
#include "token/encoder.h"

namespace farthing::lab {

// LoCoMo's dialogues (Maharana et al., Evaluating Very Long-Term Conversational Memory of LLM
// Agents, 2024): two people write to each other over months, and questions of what was said.
struct Turn {
  std::string id, speaker, text, date;
};

struct Question {
  std::string text;
  std::vector<std::string> evidence;  // ids of turns; one at least
};

struct Dialogue {
  std::vector<Turn> turns;
  std::vector<Question> questions;
};

// How a dialogue of two people is asked of as a chat.
enum class DialogueForm : uint8_t {
  kSpeakers,     // who spoke first is the user, the other the assistant
  kAlternating,  // user and assistant by turns
  kUserOnly,     // every turn is the user's
};

struct Form {
  std::string_view name;
  DialogueForm form;
  bool names;  // of the speakers stand before the texts
  bool dates;  // of the sessions, too
};
inline constexpr Form kForms[] = {
    {"speakers", DialogueForm::kSpeakers, true, false},
    {"speakers, dated", DialogueForm::kSpeakers, true, true},
    {"alternating, unnamed", DialogueForm::kAlternating, false, false},
    {"all the user's", DialogueForm::kUserOnly, true, false},
};

// The dialogues of the data set's file. Errors: no JSON, or no dialogue with questions in it.
Result<std::vector<Dialogue>> ReadDialogues(const std::string& json);

std::string TextOf(const Turn& turn, const Form& form);

// The first `turns` of a dialogue and a question as a chat request; each message bears its turn's
// id, too, by which it is known again. No question: the last turn asks.
std::string ChatOf(const Dialogue& dialogue, size_t turns, std::string_view question,
                   const Form& form);

// Shortens histories of dialogues and looks what is left. One thread.
class EvidenceRecall {
 public:
  // Of the turns in which a question's evidence stands, the share that is left; the mean over the
  // dialogue's questions.
  Result<double> Of(const Dialogue& dialogue, const Form& form,
                    const shape::HistorySettings& settings);

  const token::Encoder& tokens() const { return tokens_; }

 private:
  Result<double> Of(const Question& question, const std::string& chat,
                    const shape::HistorySettings& settings);

  const token::Encoder& tokens_ = *token::FindEncoder("o200k_base");
  const embed::Embedder embedder_ = embed::ShippedEmbedder();
};

}  // namespace farthing::lab
