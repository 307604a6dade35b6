#include "shape/template/render.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "json/writer.h"
#include "shape/template/fill.h"
#include "shape/template/model_family.h"
#include "shape/template/request_parts.h"

namespace farthing::shape {
namespace {

// What a word of an answer may take, and what an answer of few words may take beside: enough for
// any language's tokens, so that only what does not end is cut off.
constexpr int64_t kTokensOfWord = 3;
constexpr int64_t kTokensBeside = 32;

bool IsSaid(json::Value value) { return value && !value.is_null(); }

class Rendering {
 public:
  Rendering(const PreparedTemplate& prepared, json::Value request, const TemplateUse& use,
            const token::Encoder& tokens)
      : prepared_(prepared),
        output_(prepared.source().output),
        request_(request),
        use_(use),
        tokens_(tokens),
        is_openai_(use.dialect == api::Dialect::kOpenAI),
        writer_(&result_.body) {}

  Result<RenderedRequest> Run() {
    static const PreparedTemplate::Parts none;
    const PreparedTemplate::Parts& own = use_.by_name ? prepared_.message() : none;
    const json::Value farthing = request_.Find("farthing");
    const json::Value slots = use_.by_name ? farthing.Find("slots") : json::Value();
    Result<FilledSlots> filled = FillSlots(prepared_, {&prepared_.system(), &own}, slots, tokens_);
    if (!filled) return Fail(filled.error());
    const std::string system = SystemText(*filled);
    const std::string message = TextOf(own, *filled);
    const json::Value messages = request_.Find("messages");
    if (message.empty() && messages.size() == 0) return Fail(NoMessages());
    if (IsSaid(messages) && !messages.is_array()) {
      return Fail(Error::InvalidRequest("messages: must be an array.", "messages"));
    }
    result_.tokens_saved += filled->tokens_saved;
    result_.warnings = std::move(filled->warnings);
    Write(system, message, messages);
    SetMostOutput();
    return std::move(result_);
  }

 private:
  Error NoMessages() const {
    return Error::InvalidRequest("messages: is required, for the template `" +
                                     prepared_.source().name + "` has no message of its own" +
                                     (prepared_.message().empty() ? "." : " in this request."),
                                 "messages");
  }

  std::string SystemText(const FilledSlots& filled) {
    std::string text = TextOf(prepared_.system(), filled);
    const std::string instruction = InstructionOf(prepared_, use_.model);
    result_.tokens_saved -= Count(instruction);
    if (!use_.by_name) CountAdded(filled);
    if (!text.empty() && !instruction.empty()) text += "\n\n";
    return text += instruction;
  }

  // Of a route's template, for which nobody asked.
  void CountAdded(const FilledSlots& filled) {
    const PreparedTemplate::FixedTokens& fixed = prepared_.tokens();
    result_.tokens_saved -= fixed.system + fixed.examples + (HasFormat() ? 0 : fixed.schema);
    for (const auto& [slot, tokens] : filled.tokens) result_.tokens_saved -= tokens;
  }

  void Write(std::string_view system, std::string_view message, json::Value messages) {
    const PlacedMessages placed =
        PlaceMessages(use_.dialect, messages,
                      {.system = system, .examples = prepared_.examples(), .message = message});
    writer_.BeginObject();
    WriteModel();
    for (const json::Value member : request_) WriteMember(member);
    if (!is_openai_ && (!system.empty() || request_.Find("system"))) {
      const json::Value own = request_.Find("system");
      writer_.RawMember("system",
                        system.empty() ? std::string(own.raw()) : TextBefore(system, own));
    }
    writer_.RawMember("messages", placed.json);
    WriteContract();
    const std::string rest =
        RestOfFarthing(request_.Find("farthing"), placed, prepared_.examples().size());
    if (!rest.empty()) writer_.RawMember("farthing", rest);
    writer_.EndObject();
  }

  bool TakesModel() const {
    const json::Value asked = request_.Find("model");
    return !prepared_.source().model.empty() && (!IsSaid(asked) || asked.string() == "auto");
  }

  void WriteModel() {
    if (TakesModel()) writer_.StringMember("model", prepared_.source().model);
  }

  // What is written elsewhere stays out here.
  void WriteMember(json::Value member) {
    const std::string_view key = member.key();
    const bool is_written = key == "messages" || key == "farthing" ||
                            (key == "model" && TakesModel()) || (key == "system" && !is_openai_) ||
                            (key == FormatField() && AddsFormat()) ||
                            (key == StopField() && AddsStop());
    if (!is_written) writer_.RawMember(key, member.raw());
  }

  std::string_view FormatField() const { return is_openai_ ? "response_format" : "output_config"; }
  std::string_view StopField() const { return is_openai_ ? "stop" : "stop_sequences"; }

  bool HasFormat() const {
    if (is_openai_) return IsSaid(request_.Find("response_format"));
    return IsSaid(request_.Find("output_config").Find("format")) ||
           IsSaid(request_.Find("output_format"));
  }
  bool AddsFormat() const { return !prepared_.format(use_.dialect).empty() && !HasFormat(); }
  bool WantsStop() const {
    return !prepared_.stop().empty() && !IsSaid(request_.Find(StopField())) && !use_.only_counted;
  }
  bool AddsStop() const { return WantsStop() && !RefusesStop(use_.model, use_.reasons); }

  void WriteContract() {
    if (AddsFormat() && is_openai_) {
      writer_.RawMember("response_format", prepared_.format(use_.dialect));
    } else if (AddsFormat()) {
      writer_.Key("output_config").BeginObject();
      for (const json::Value member : request_.Find("output_config")) {
        if (member.key() != "format") writer_.RawMember(member.key(), member.raw());
      }
      writer_.RawMember("format", prepared_.format(use_.dialect)).EndObject();
    }
    if (AddsStop()) writer_.RawMember(StopField(), prepared_.stop());
    if (WantsStop() && !AddsStop()) {
      result_.warnings.emplace_back("stop: the template's is left out, the model takes none");
    }
  }

  // Words alone: a call's arguments and JSON would be cut in two.
  bool IsProse() const {
    return !request_.Find("tools") && !request_.Find("functions") && !AddsFormat() && !HasFormat();
  }

  void SetMostOutput() {
    if (request_.Find("thinking").Find("budget_tokens")) return;
    result_.most_output = output_.max_tokens;
    const bool may_cap = IsProse() && !MayThink(use_.model, use_.reasons, request_);
    if (!output_.max_words || !may_cap) return;
    const int64_t by_words = *output_.max_words * kTokensOfWord + kTokensBeside;
    result_.most_output = std::min(output_.max_tokens.value_or(by_words), by_words);
  }

  int64_t Count(std::string_view text) const { return static_cast<int64_t>(tokens_.Count(text)); }

  const PreparedTemplate& prepared_;
  const config::TemplateOutput& output_;
  const json::Value request_;
  const TemplateUse& use_;
  const token::Encoder& tokens_;
  const bool is_openai_;
  RenderedRequest result_;
  json::Writer writer_;  // of the result's body
};

}  // namespace

Result<RenderedRequest> Render(const PreparedTemplate& prepared, json::Value request,
                               const TemplateUse& use, const token::Encoder& tokens) {
  return Rendering(prepared, request, use, tokens).Run();
}

std::string InstructionOf(const PreparedTemplate& prepared, std::string_view model) {
  const config::Template& source = prepared.source();
  std::string text(BrevityOf(source, FamilyOf(model)));
  if (!source.output.max_words) return text;
  if (!text.empty()) text += ' ';
  const int64_t words = *source.output.max_words;
  return text + fmt::format("Use at most {} word{}.", words, words == 1 ? "" : "s");
}

}  // namespace farthing::shape
