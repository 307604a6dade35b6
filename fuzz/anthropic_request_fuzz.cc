#include <cstdint>

#include "api/request_tokens.h"
#include "request_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace farthing::api;
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  CheckPassThrough(Dialect::kAnthropic, body);
  CheckTranslation(Dialect::kAnthropic, body);
  if (const auto document = farthing::json::Document::Parse(body)) {
    const farthing::api::CountingRule rule = farthing::api::RuleFor("o200k_base", "gpt-4o");
    CHECK(farthing::api::CountRequest(document->root(), rule).total.low >= 0);
  }
  return 0;
}
