#pragma once

#include <cstdint>
#include <string_view>

#include "api/dialect.h"
#include "config/template.h"
#include "json/document.h"

namespace farthing::shape {

// Models that follow one wording of an instruction best.
enum class ModelFamily : uint8_t { kClaude, kGpt, kGemini, kOther };

// By the model's name, with its provider or without. All here is pure; any thread.
ModelFamily FamilyOf(std::string_view model);

// As in the setting `brevity`.
std::string_view NameOf(ModelFamily family);

// The template's instruction to be brief: the family's own, else that for all, else a sentence of
// ours. Empty: none is wanted.
std::string_view BrevityOf(const config::Template& source, ModelFamily family);

// Whether a model may spend tokens of its answer on thinking in this request, which a cap on the
// answer's words would cut off. `reasons`: whether the model can, as far as is known. Claude up to
// 4.5 thinks only where the request says so (platform.claude.com, extended thinking).
bool MayThink(std::string_view model, bool reasons, json::Value request);

// Whether a model refuses `stop`: OpenAI's that reason (platform.openai.com, reasoning models).
bool RefusesStop(std::string_view model, bool reasons);

}  // namespace farthing::shape
