// Bedrock's Converse, and the counts that InvokeModel adds to its last event.
//
// inputTokens exclude what was read from and written to the cache; cacheDetails part the writes by
// their lifetime.

#include <algorithm>

#include "model/usage_reading.h"

namespace farthing::model {

Usage ReadBedrockUsage(json::Value usage, json::Value answer) {
  using enum TokenClass;
  Usage result;
  TokenCounts& tokens = result.tokens;
  tokens[kFresh] = CountAny(usage, {"inputTokens", "inputTokenCount"});
  tokens[kCacheRead] = CountAny(usage, {"cacheReadInputTokens", "cacheReadInputTokenCount"});
  int64_t five = 0, hour = 0;
  for (const json::Value entry : usage.Find("cacheDetails")) {
    int64_t& written = entry.Find("ttl").string() == "1h" ? hour : five;
    written = AddCounts(written, Count(entry.Find("inputTokens")));
  }
  int64_t written =
      std::max(CountAny(usage, {"cacheWriteInputTokens", "cacheWriteInputTokenCount"}),
               AddCounts(five, hour));
  tokens[kCacheWrite1h] = Take(hour, &written);
  tokens[kCacheWrite5m] = written;
  tokens[kOutput] = CountAny(usage, {"outputTokens", "outputTokenCount"});
  result.service_tier = answer.Find("serviceTier").Find("type").string();
  return result;
}

}  // namespace farthing::model
