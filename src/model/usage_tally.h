#pragma once

#include <string_view>

#include "json/document.h"
#include "model/usage.h"

namespace farthing::model {

// What one answer used, gathered from the answer or from the events of its stream, in which it may
// come late, twice, cumulatively or in parts: each token is counted once. One thread.
class UsageTally {
 public:
  // Takes an answer, an event or a usage object alone. One that holds no token counts of that
  // format changes nothing.
  void Take(UsageFormat format, json::Value value);
  // The same of a provider's whose formats FormatOf tells apart; not of Anthropic's streams.
  void TakeOf(std::string_view provider, json::Value value);

  // Takes what another than the provider has counted, where that has said nothing.
  void TakeEstimate(const TokenCounts& tokens) { usage_.tokens = tokens; }

  bool said() const { return said_; }            // by the provider
  const Usage& usage() const { return usage_; }  // all 0 until then

 private:
  void TakeWhole(Usage later);
  void TakeParts(json::Value value, Usage later);

  Usage usage_;
  bool said_ = false;
};

}  // namespace farthing::model
