#pragma once

#include "api/translate_answer.h"
#include "json/writer.h"

// The two directions of TranslateAnswer, a file each.
namespace farthing::api {

// An Anthropic message as an OpenAI chat completion.
Status WriteOpenAIAnswer(json::Value message, const AnswerContext& context,
                         const model::UsageTally& usage, json::Writer& out);

// An OpenAI chat completion as an Anthropic message.
Status WriteAnthropicAnswer(json::Value completion, const AnswerContext& context,
                            const model::Usage& usage, json::Writer& out);

}  // namespace farthing::api
