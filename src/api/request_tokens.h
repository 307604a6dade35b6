#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/counting_rule.h"
#include "api/token_band.h"
#include "json/document.h"

namespace farthing::api {

// Counts a request's input as its model's provider will: chats of both dialects (`messages`,
// `system`), responses (`input`, `instructions`), completions (`prompt`), embeddings (`input`).
// Everything here is pure, and any thread may call it.

enum class PartKind : uint8_t {
  kSystem,    // `system`, `instructions`
  kMessage,   // a message, or an item of `input` or `prompt`: its form, text, tool calls, results
  kImage,     // all of a message
  kDocument,  // all of a message: PDFs and other files, sound
  kTools,     // `tools`, `functions`
  kSchema,    // of the answer: `response_format`, `text.format`, `output_config.format`
  kOverhead,  // what the provider adds to any request
};

struct RequestPart {
  PartKind kind = PartKind::kOverhead;
  int32_t index = -1;  // of the message, from 0; -1: there is one part of the kind
  TokenBand band;

  friend bool operator==(const RequestPart&, const RequestPart&) = default;
};

struct RequestTokens {
  TokenBand total;  // of tokens the sum of the parts', but for rounding; narrower than their bands
  std::vector<RequestPart> parts;  // in no certain order; without empty ones

  const RequestPart* largest() const;  // by the likeliest count; null: there are no parts
};

// "messages[3]", "the images of messages[3]", "system", "tools".
std::string NameOf(const RequestPart& part);

// Thinking of earlier turns counts nothing, for providers drop it. Linear in the request.
RequestTokens CountRequest(json::Value request, const CountingRule& rule);

// On which side of a limit a request lies. kUnsure: its band reaches over the limit.
enum class LimitSide : uint8_t { kWithin, kOver, kUnsure };
LimitSide CompareWithLimit(const TokenBand& total, int64_t limit);

// What counts of a rule are learned from.
std::unique_ptr<RequestFeatures> ReadFeatures(json::Value request, const CountingRule& rule,
                                              const token::FeatureReader& reader);

// Takes a request that the rule's provider counted so many tokens of. A tenth of a millisecond for
// 4 kB. REQUIRES: rule.learned, whose learning this thread alone does.
void LearnCount(json::Value request, const CountingRule& rule, int64_t tokens);

// CompareWithLimit of CountRequest, counting no further than it takes to say kOver.
LimitSide CheckLimit(json::Value request, const CountingRule& rule, int64_t limit);

// Whether all that costs in this JSON is text: its one list is `messages`, so there is none that an
// image, a document or a tool could stand in. Nothing is parsed; a text with a bracket makes it
// false.
bool HasOnlyTexts(std::string_view body);

// No rule counts more for a request of this JSON. Nothing where it may hold what costs more than
// its bytes do: images, documents, tools of the provider's. The bound to try first, without
// parsing: about 50 ns for 600 bytes.
std::optional<int64_t> MostTokens(std::string_view body);

}  // namespace farthing::api
