// Anything that a provider of Anthropic's dialect may send as a stream. The first byte of the input
// is the size of the chunks.

#include "stream_property.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  farthing::api::CheckStream(farthing::api::Dialect::kAnthropic, data, size);
  return 0;
}
