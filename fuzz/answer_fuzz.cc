#include <cstdint>
#include <string_view>

#include "api/error_body.h"
#include "api/provider_error.h"
#include "api/translate_answer.h"
#include "base/check.h"
#include "json/document.h"

namespace farthing::api {
namespace {

void CheckError(const Error& error) {
  CHECK(error.http_status() >= 400 && error.http_status() <= 599);
  CHECK(!error.message.empty());
  for (Dialect dialect : {Dialect::kOpenAI, Dialect::kAnthropic}) {
    CHECK(json::Document::Parse(ErrorBody(dialect, error)));
  }
}

void CheckAnswer(Dialect from, std::string_view body) {
  CheckError(ParseProviderError(from, 500, "application/json", body));
  if (const auto error = ErrorInsideAnswer(from, body)) CheckError(*error);
  const auto document = json::Document::Parse(body);
  if (!document) return;
  const auto answer = TranslateAnswer(from, document->root(), {"id", "model", 1});
  if (!answer) return CheckError(answer.error());
  const auto translated = json::Document::Parse(answer->body);
  CHECK(translated);
  const Dialect other = from == Dialect::kOpenAI ? Dialect::kAnthropic : Dialect::kOpenAI;
  CHECK(TranslateAnswer(other, translated->root(), {"id", "model", 1}));
}

}  // namespace
}  // namespace farthing::api

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace farthing::api;
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  CheckAnswer(Dialect::kOpenAI, body);
  CheckAnswer(Dialect::kAnthropic, body);
  return 0;
}
