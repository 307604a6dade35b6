#pragma once

#include <cstdint>
#include <string_view>

#include "api/image_tokens.h"
#include "api/learned_counts.h"
#include "token/ratio_model.h"
#include "token/tokenizer.h"

namespace farthing::api {

// What the form of a chat costs beside its texts, in tokens.
struct FormCost {
  int request = 0;       // any with messages
  int message = 0;       // each, its role included
  int name = 0;          // of a message that has one, beside its text
  int tools = 0;         // any at all, where the model may choose
  int forced_tools = 0;  // any at all, where it must call one
  int tool = 0;          // each, beside its text
  bool is_known = false;
};

// How a model's provider counts a request. To be copied freely; what it points to must outlive it.
struct CountingRule {
  const token::Tokenizer* tokenizer = nullptr;  // never null: o200k_base where nobody knows better
  // What turns that tokenizer's counts into the model's own; null: they are the model's own.
  const token::RatioModel* ratio = nullptr;
  // What was learned beside that; null: nobody learns it.
  LearnedCount* learned = nullptr;
  FormCost form;
  ImageRule images;
  bool tools_as_types = false;  // shown to the model as function_types.h has it
};

// The rule of a model, by its tokenizer's family as the catalogue has it ("o200k_base", "claude";
// anything else: unknown) and by its name without the provider ("gpt-5-mini"), which tells apart
// what models of one family count differently. Below a microsecond.
CountingRule RuleFor(std::string_view family, std::string_view model);

}  // namespace farthing::api
