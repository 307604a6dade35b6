#pragma once

// Part of the table of settings: templates and squeezes. Included by settings.cc's other parts.

#include "config/bind.h"
#include "config/config.h"
#include "config/setting.h"
#include "config/setting_bounds.h"

namespace farthing::config {

// In the order of SlotType, SlotExcess, SlotKeep and SlotCut.
inline constexpr std::string_view kSlotTypes[] = {"text", "number", "choice", "json", "list"};
inline constexpr std::string_view kSlotExcesses[] = {"reject", "truncate"};
inline constexpr std::string_view kSlotKeeps[] = {"start", "end"};
inline constexpr std::string_view kSlotCuts[] = {"sentence", "word"};
inline constexpr std::string_view kSqueezeChoices[] = {"json", "blanks", "documents"};

// Flags in the program, words in the file.
inline constexpr Binding kSqueezeWords = {
    .store =
        [](void* owner, Value value) {
          Squeeze& squeeze = static_cast<Route*>(owner)->squeeze;
          for (const std::string& word : std::get<TextList>(value)) {
            squeeze.json |= word == kSqueezeChoices[0];
            squeeze.blanks |= word == kSqueezeChoices[1];
            squeeze.documents |= word == kSqueezeChoices[2];
          }
        },
    .load = [](const void* owner) -> std::optional<Value> {
      const Squeeze& squeeze = static_cast<const Route*>(owner)->squeeze;
      if (!squeeze.any()) return {};
      TextList words;
      if (squeeze.json) words.emplace_back(kSqueezeChoices[0]);
      if (squeeze.blanks) words.emplace_back(kSqueezeChoices[1]);
      if (squeeze.documents) words.emplace_back(kSqueezeChoices[2]);
      return Value(std::move(words));
    },
};

inline constexpr Setting kSlotFields[] = {
    {.name = "type",
     .kind = Kind::kChoice,
     .text = "What the caller gives: `text`, a `number`, one of `choices`, any `json` (written "
             "without white space), or a `list` of texts and numbers (a line each).",
     .binding = Field<&Slot::type>(),
     .choices = kSlotTypes,
     .example = "choice",
     .default_text = "text"},
    {.name = "choices",
     .kind = Kind::kTextList,
     .text = "What a slot of type `choice` may be.",
     .binding = Field<&Slot::choices>(),
     .least = 1,
     .example = "[refund, fault, other]"},
    {.name = "default",
     .text = "Used where the caller does not fill it; of a `json` or a `list` it is JSON.",
     .binding = Field<&Slot::default_value>(),
     .example = "other",
     .default_text = "none: the caller must fill it"},
    {.name = "optional",
     .kind = Kind::kBoolean,
     .text = "The caller may leave it out; nothing stands in its place then.",
     .binding = Field<&Slot::optional>()},
    {.name = "max_tokens",
     .kind = Kind::kInteger,
     .text = "The most it may hold, in tokens of o200k_base.",
     .binding = Field<&Slot::max_tokens>(),
     .least = 1,
     .most = kMostTokens},
    {.name = "on_excess",
     .kind = Kind::kChoice,
     .text = "What happens beyond that: `reject` answers 413 and says by how much; `truncate` cuts "
             "a text and leaves out whole entries of a list, and says so in `x-farthing-warning`.",
     .binding = Field<&Slot::on_excess>(),
     .choices = kSlotExcesses},
    {.name = "keep",
     .kind = Kind::kChoice,
     .text = "Which end `truncate` keeps.",
     .binding = Field<&Slot::keep>(),
     .choices = kSlotKeeps},
    {.name = "cut_at",
     .kind = Kind::kChoice,
     .text = "Where `truncate` cuts a text: at the end of a `sentence` where that costs at most "
             "half of it, or of a `word`.",
     .binding = Field<&Slot::cut_at>(),
     .choices = kSlotCuts},
};

inline constexpr Setting kTemplateExampleFields[] = {
    {.name = "name",
     .text = "What `farthing template lint` calls it.",
     .binding = Field<&TemplateExample::name>(),
     .least = 1,
     .most = 64,
     .example = "refund",
     .required = true},
    {.name = "user",
     .text = "What the user says; as it stands, without slots.",
     .binding = Field<&TemplateExample::user>(),
     .least = 1,
     .example = "\"I want my money back.\"",
     .required = true},
    {.name = "assistant",
     .text = "What the model answers.",
     .binding = Field<&TemplateExample::assistant>(),
     .least = 1,
     .example = "\"{\\\"topic\\\":\\\"refund\\\"}\"",
     .required = true},
};

inline constexpr Setting kTemplateOutputFields[] = {
    {.name = "schema",
     .text = "The JSON Schema of the answer, as JSON text: `response_format` or "
             "`output_config.format` of the request, unless the caller has its own.",
     .binding = Field<&TemplateOutput::schema>(),
     .least = 2,
     .example = "'{\"type\":\"object\",\"properties\":{\"topic\":{\"type\":\"string\"}},"
                "\"required\":[\"topic\"]}'",
     .default_text = "none"},
    {.name = "max_words",
     .kind = Kind::kInteger,
     .text = "The most words of an answer: an instruction says so, and, for models that do not "
             "think within it and answers that are neither JSON nor calls of tools, `max_tokens` "
             "is at most three times that and 32.",
     .binding = Field<&TemplateOutput::max_words>(),
     .least = 1,
     .most = 1'000'000,
     .example = "60",
     .default_text = "none"},
    {.name = "max_tokens",
     .kind = Kind::kInteger,
     .text = "The most tokens of an answer, thinking included: the request's `max_tokens` "
             "(`max_completion_tokens`) is lowered to it, or set where there is none; not where "
             "it has a `budget_tokens` of its own.",
     .binding = Field<&TemplateOutput::max_tokens>(),
     .least = 1,
     .most = kMostTokens,
     .example = "300",
     .default_text = "none"},
    {.name = "stop",
     .kind = Kind::kTextList,
     .text = "Texts at which the answer ends, at most four, unless the caller has its own or the "
             "model takes none (OpenAI's that reason).",
     .binding = Field<&TemplateOutput::stop>(),
     .least = 1,
     .example = "[\"###\"]",
     .default_text = "none"},
};

inline constexpr Setting kTemplateFields[] = {
    {.name = "model",
     .text = "The model of requests that name none, or `auto`.",
     .binding = Field<&Template::model>(),
     .least = 1,
     .example = "openai/gpt-5-mini",
     .default_text = "the caller's"},
    {.name = "system",
     .text = "The system text. What is fixed in it should come first, without slots: providers "
             "cache a prompt up to where it first differs.",
     .binding = Field<&Template::system>(),
     .least = 1,
     .example = "\"Say what a message to our shop is about.\"",
     .default_text = "none"},
    {.name = "brevity",
     .kind = Kind::kTextMap,
     .text = "The instruction to be brief behind the system text, by the model's family (`claude`, "
             "`gpt`, `gemini`, `other`) or for `all`; `\"\"` is none.",
     .binding = Field<&Template::brevity>(),
     .example = "{ claude: \"Answer in one sentence.\" }",
     .default_text = "a sentence for each family"},
    {.name = "examples",
     .kind = Kind::kGroupList,
     .text = "Turns that show the model what is wanted, before the conversation.",
     .binding = Entries<&Template::examples>(),
     .fields = kTemplateExampleFields},
    {.name = "message",
     .text = "The user's message, with slots: `{{name}}`; `\\{{` is two braces. Without it the "
             "caller's messages stand alone.",
     .binding = Field<&Template::message>(),
     .least = 1,
     .example = "\"Likely topic: {{topic}}\"",
     .default_text = "none"},
    {.name = "slots",
     .kind = Kind::kNamedGroups,
     .text = "What the caller fills: `\"farthing\": {\"template\": NAME, \"slots\": {…}}`.",
     .binding = Entries<&Template::slots>(),
     .fields = kSlotFields,
     .example = "topic"},
    {.name = "output",
     .kind = Kind::kGroup,
     .text = "What an answer may be.",
     .binding = Section<&Template::output>(),
     .fields = kTemplateOutputFields},
};

}  // namespace farthing::config
