#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

#include "api/request_tokens.h"
#include "base/error.h"
#include "config/config.h"
#include "json/document.h"

namespace farthing::shape {

// Limits on one request, before anything is spent. All of it is pure; any thread.

// The smallest of each limit, and the first answer to what happens beyond it. Null: none.
config::Limits MergeLimits(std::initializer_list<const config::Limits*> limits);

// What a request has of what is limited by its number, in either dialect.
struct Extent {
  int64_t messages = 0;
  int64_t tools = 0;
  int64_t images = 0;
};
Extent ExtentOf(json::Value request);

// Whether a body of these bytes could have more than that many messages, tools or images: what to
// ask before it is parsed. Some tens of nanoseconds for 600 bytes.
bool MayExceedExtent(std::string_view body, const config::Limits& limits);

// kTooLarge that says what there is too much of, and by how much.
Status CheckExtent(json::Value request, const config::Limits& limits);

// Up to how many tokens a request may have, and why.
struct InputLimit {
  int64_t tokens = 0;
  bool is_context = false;  // the model's context, less the answer that was asked for; else a limit
};

// The smaller one of the limit and of what the context leaves for the request; nullopt: there is
// neither. `answer`: tokens asked for, 0 where nobody said.
std::optional<InputLimit> InputLimitOf(const config::Limits& limits, std::optional<int64_t> context,
                                       int64_t answer);

// Whether a request is within a limit. A limit of ours holds the upper end of an estimate, so that
// what passes is within it; the model's context only its lower end, since the provider knows
// better.
bool IsWithin(json::Value request, const api::CountingRule& rule, const InputLimit& limit);

// As IsWithin, as far as bytes can tell without parsing: true is certain.
bool IsCertainlyWithin(std::string_view body, const InputLimit& limit);

// kTooLarge that says by how much the request is beyond the limit, and which part of it is largest.
Error InputTooLarge(const api::RequestTokens& counted, const InputLimit& limit);

}  // namespace farthing::shape
