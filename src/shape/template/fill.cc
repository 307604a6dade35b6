#include "shape/template/fill.h"

#include <fmt/format.h>

#include <utility>

#include "config/suggest.h"
#include "shape/template/slot_cut.h"
#include "shape/template/slot_text.h"

namespace farthing::shape {
namespace {

using config::Slot;

std::string FieldOf(std::string_view slot) { return "farthing.slots." + std::string(slot); }

Error UnknownSlot(const PreparedTemplate& prepared, std::string_view name) {
  std::vector<std::string_view> known;
  for (const Slot& slot : prepared.source().slots) known.push_back(slot.name);
  const std::string_view meant = config::Nearest(name, known);
  std::string message = fmt::format("{}: the template `{}` has no such slot; ", FieldOf(name),
                                    prepared.source().name);
  if (!meant.empty()) {
    message += fmt::format("did you mean `{}`?", meant);
  } else if (known.empty()) {
    message += "it has none at all.";
  } else {
    message += fmt::format("it has {}.", fmt::join(known, ", "));
  }
  return Error::InvalidRequest(std::move(message), FieldOf(name));
}

Error BeyondCap(const Slot& slot, int64_t count) {
  Error error = Error::TooLarge(
      fmt::format("{}: has {} tokens, {} more than the template's {}; shorten it.",
                  FieldOf(slot.name), count, count - slot.max_tokens, slot.max_tokens));
  error.slug = "slot_tokens_exceeded";
  error.param = FieldOf(slot.name);
  return error;
}

class Filling {
 public:
  Filling(const PreparedTemplate& prepared, json::Value slots, const token::Encoder& tokens)
      : prepared_(prepared), slots_(slots), tokens_(tokens) {}

  Status Fill(const Slot& slot) {
    const json::Value given = slots_.Find(slot.name);
    const Result<std::string> text = SlotText(slot, given);
    if (!text) return Fail(text.error());
    std::string guarded = prepared_.guard().Guarded(slot, *text);
    int64_t count = Count(guarded);
    const bool is_json = slot.type == config::SlotType::kJson && given;
    const bool is_as_said = !is_json && guarded == *text;
    const int64_t said =
        is_as_said ? count : Count(is_json ? given.raw() : std::string_view(*text));
    if (count > slot.max_tokens) {
      if (slot.on_excess == config::SlotExcess::kReject) return Fail(BeyondCap(slot, count));
      const std::string_view cut = CutToCap(guarded, slot, tokens_);
      const int64_t left = Count(cut);
      filled_.warnings.push_back(
          fmt::format("{}: cut from {} to {} tokens", FieldOf(slot.name), count, left));
      guarded = std::string(cut);
      count = left;
    }
    filled_.tokens_saved += said - count;
    filled_.tokens.insert_or_assign(slot.name, count);
    filled_.texts.insert_or_assign(slot.name, std::move(guarded));
    return {};
  }

  bool Has(std::string_view slot) const { return filled_.texts.contains(slot); }
  FilledSlots Take() { return std::move(filled_); }

 private:
  int64_t Count(std::string_view text) const { return static_cast<int64_t>(tokens_.Count(text)); }

  const PreparedTemplate& prepared_;
  const json::Value slots_;
  const token::Encoder& tokens_;
  FilledSlots filled_;
};

}  // namespace

Result<FilledSlots> FillSlots(const PreparedTemplate& prepared,
                              const std::vector<const PreparedTemplate::Parts*>& parts,
                              json::Value slots, const token::Encoder& tokens) {
  for (const json::Value given : slots) {
    if (prepared.FindSlot(given.key()) == nullptr) return Fail(UnknownSlot(prepared, given.key()));
  }
  Filling filling(prepared, slots, tokens);
  for (const PreparedTemplate::Parts* text : parts) {
    for (const config::TextPart& part : *text) {
      if (!part.is_slot || filling.Has(part.text)) continue;
      if (Status done = filling.Fill(*prepared.FindSlot(part.text)); !done) {
        return Fail(done.error());
      }
    }
  }
  return filling.Take();
}

std::string TextOf(const PreparedTemplate::Parts& parts, const FilledSlots& filled) {
  std::string text;
  for (const config::TextPart& part : parts) {
    text += part.is_slot ? filled.texts.find(part.text)->second : part.text;
  }
  text.erase(text.find_last_not_of(" \t\r\n") + 1);  // npos + 1 is 0
  return text;
}

}  // namespace farthing::shape
