// Anything that a provider of OpenAI's dialect may send as a stream. The first byte of the input is
// the size of the chunks.

#include "stream_property.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  farthing::api::CheckStream(farthing::api::Dialect::kOpenAI, data, size);
  return 0;
}
