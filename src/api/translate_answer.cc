#include "api/translate_answer.h"

#include <utility>

#include "api/answer_writers.h"
#include "api/provider_error.h"
#include "api/usage.h"
#include "json/writer.h"

namespace farthing::api {

Result<TranslatedAnswer> TranslateAnswer(Dialect from, json::Value answer,
                                         const AnswerContext& context) {
  if (auto error = ErrorInsideAnswer(from, answer.raw())) return Fail(*std::move(error));
  TranslatedAnswer translated;
  TakeUsage(from, answer, &translated.usage);
  translated.body.reserve(answer.raw().size() + 256);
  json::Writer out(&translated.body);
  const Status status = from == Dialect::kAnthropic
                            ? WriteOpenAIAnswer(answer, context, translated.usage, out)
                            : WriteAnthropicAnswer(answer, context, translated.usage.usage(), out);
  if (!status) return Fail(status.error());
  return translated;
}

}  // namespace farthing::api
