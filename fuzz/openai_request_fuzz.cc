#include <cstdint>

#include "api/form_field.h"
#include "request_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace farthing::api;
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  CheckPassThrough(Dialect::kOpenAI, body);
  CheckTranslation(Dialect::kOpenAI, body);
  if (const auto span = FindFormField("multipart/form-data; boundary=b", body, "model")) {
    CHECK(span->end() <= body.size());
  }
  return 0;
}
