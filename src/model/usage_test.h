#pragma once

// Sentences for the tests of usage and price.

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>

#include "json/document.h"
#include "model/usage.h"

namespace farthing::model {

inline Usage Read(UsageFormat format, std::string_view text) {
  const auto document = json::Document::Parse(text);
  EXPECT_TRUE(document) << text;
  if (!document) return {};
  Result<Usage> usage = ReadUsage(format, document->root());
  EXPECT_TRUE(usage) << usage.error().message;
  return usage ? *std::move(usage) : Usage();
}

using Counts = std::map<std::string, int64_t>;

// The classes that have tokens.
inline Counts CountsOf(const TokenCounts& tokens) {
  Counts counts;
  for (size_t i = 0; i < kTokenClasses; ++i) {
    const auto token_class = static_cast<TokenClass>(i);
    if (tokens[token_class] != 0) counts[std::string(NameOf(token_class))] = tokens[token_class];
  }
  return counts;
}
inline Counts CountsOf(UsageFormat format, std::string_view text) {
  return CountsOf(Read(format, text).tokens);
}

}  // namespace farthing::model
