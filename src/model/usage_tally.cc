#include "model/usage_tally.h"

#include <algorithm>
#include <utility>

#include "model/usage_reading.h"

namespace farthing::model {
namespace {

void KeepSaid(std::string* later, const std::string& earlier) {
  if (later->empty()) *later = earlier;
}

// What is said once holds for the whole stream.
void KeepWords(const Usage& earlier, Usage* later) {
  KeepSaid(&later->model, earlier.model);
  KeepSaid(&later->service_tier, earlier.service_tier);
  KeepSaid(&later->region, earlier.region);
  KeepSaid(&later->speed, earlier.speed);
  KeepSaid(&later->search_context, earlier.search_context);
}

// Cumulative counts never shrink, and what an event leaves out reads as 0.
TokenCounts Larger(const TokenCounts& earlier, const TokenCounts& later) {
  using enum TokenClass;
  TokenCounts both = earlier;
  both[kFresh] = std::max(earlier[kFresh], later[kFresh]);
  both[kCacheRead] = std::max(earlier[kCacheRead], later[kCacheRead]);
  if (later[kCacheWrite5m] + later[kCacheWrite1h] >
      earlier[kCacheWrite5m] + earlier[kCacheWrite1h]) {
    both[kCacheWrite5m] = later[kCacheWrite5m];
    both[kCacheWrite1h] = later[kCacheWrite1h];
  }
  const int64_t output = std::max(earlier.output(), later.output());
  both[kReasoning] = std::max(earlier[kReasoning], later[kReasoning]);
  both[kOutput] = output - both[kReasoning];
  return both;
}

std::vector<CallCount> MostCalls(std::vector<CallCount> calls, const Usage& later) {
  for (const CallCount& call : later.calls) {
    const auto known = std::ranges::find(calls, call.name, &CallCount::name);
    if (known == calls.end()) {
      calls.push_back(call);
    } else {
      known->count = std::max(known->count, call.count);
    }
  }
  return calls;
}

bool TellsSteps(json::Value value) { return FindUsage(value).usage.Find("iterations").size() > 0; }

// Steps that the answer's own model took.
void TakeOwnSteps(Usage* usage) {
  const auto is_own = [usage](const OtherPart& part) { return part.model == usage->model; };
  for (const OtherPart& part : usage->others) {
    if (is_own(part)) usage->tokens += part.tokens;
  }
  std::erase_if(usage->others, is_own);
}

}  // namespace

void UsageTally::Take(UsageFormat format, json::Value value) {
  Result<Usage> read = ReadUsage(format, value);
  if (!read) return;
  if (format == UsageFormat::kAnthropic) {
    TakeParts(value, *std::move(read));
  } else {
    TakeWhole(*std::move(read));
  }
  said_ = true;
}

void UsageTally::TakeOf(std::string_view provider, json::Value value) {
  Result<Usage> read = ReadUsageOf(provider, value);
  if (!read) return;
  TakeWhole(*std::move(read));
  said_ = true;
}

// The last one is the whole of it.
void UsageTally::TakeWhole(Usage later) {
  KeepWords(usage_, &later);
  usage_ = std::move(later);
}

// Anthropic's streams say what went in at the beginning and what came out as it comes.
void UsageTally::TakeParts(json::Value value, Usage later) {
  KeepWords(usage_, &later);
  later.calls = MostCalls(std::move(usage_.calls), later);
  if (TellsSteps(value)) {
    if (!later.model.empty()) TakeOwnSteps(&later);
  } else {
    later.tokens = Larger(usage_.tokens, later.tokens);
    later.others = std::move(usage_.others);
  }
  usage_ = std::move(later);
}

}  // namespace farthing::model
