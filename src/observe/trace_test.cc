#include "observe/trace.h"

#include <gtest/gtest.h>

#include <set>

namespace farthing::observe {
namespace {

constexpr std::string_view kValid = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
constexpr std::string_view kTrace = "0af7651916cd43dd8448eb211c80319c";

TraceContext Continue(std::string_view parent, std::string_view state = {}) {
  FastRandom random(1);
  return ContinueTrace(parent, state, random);
}

TEST(Trace, ContinuesTheCallersTraceWithASpanOfItsOwn) {
  const TraceContext context = Continue(kValid);
  EXPECT_EQ(FormatTraceId(context).view(), kTrace);
  EXPECT_EQ(context.parent, 0xb7ad6b7169203331u);
  EXPECT_NE(context.span, context.parent);
  const auto header = FormatTraceparent(context);
  EXPECT_EQ(header.view().substr(0, 36), kValid.substr(0, 36));
  EXPECT_NE(header.view().substr(36, 16), kValid.substr(36, 16));
  EXPECT_EQ(header.view().substr(52), "-01");
}

TEST(Trace, KeepsTheSampledFlagAndNoOther) {
  const auto flags = [](std::string_view text) {
    std::string header(kValid);
    header.replace(53, 2, text);
    return std::string(FormatTraceparent(Continue(header)).view().substr(53));
  };
  EXPECT_EQ(flags("00"), "00");
  EXPECT_EQ(flags("01"), "01");
  EXPECT_EQ(flags("ff"), "01");
  EXPECT_EQ(flags("02"), "00");
}

TEST(Trace, WhatItWritesItReads) {
  const TraceContext first = Continue("");
  const TraceContext second = Continue(FormatTraceparent(first).view());
  EXPECT_EQ(FormatTraceId(first).view(), FormatTraceId(second).view());
  EXPECT_EQ(second.parent, first.span);
}

TEST(Trace, AMalformedParentBeginsANewUnsampledTrace) {
  const std::string valid(kValid);
  const std::string malformed[] = {
      "",
      "00",
      valid.substr(0, 54),
      valid + "0",
      valid + "-more",  // version 00 ends after the flags
      "ff" + valid.substr(2),
      "0g" + valid.substr(2),
      "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
      "00-00000000000000000000000000000000-b7ad6b7169203331-01",
      "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x",
      "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      "00-0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331-01",
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331_01",
      " " + valid,
      "01" + valid.substr(2) + "x",
  };
  for (const std::string& header : malformed) {
    const TraceContext context = Continue(header, "a=b");
    EXPECT_NE(FormatTraceId(context).view(), kTrace) << header;
    EXPECT_NE(context.trace_high, 0U);
    EXPECT_EQ(context.parent, 0U);
    EXPECT_FALSE(context.sampled);
    EXPECT_EQ(context.state, "") << "a state without its parent means nothing";
  }
}

TEST(Trace, AFutureVersionIsReadAsFarAsKnown) {
  const std::string rest(kValid.substr(2));
  for (const std::string& header : {"01" + rest, "cc" + rest + "-what-the-future-holds"}) {
    const TraceContext context = Continue(header);
    EXPECT_EQ(FormatTraceId(context).view(), kTrace) << header;
    EXPECT_EQ(FormatTraceparent(context).view().substr(0, 3), "00-");
  }
}

TEST(Trace, AWellFormedStateIsPassedOnAsItCame) {
  const std::string many = [] {
    std::string text;
    for (int i = 0; i < 32; ++i) text += (i > 0 ? "," : "") + ("k" + std::to_string(i)) + "=v";
    return text;
  }();
  for (const std::string& state :
       {std::string("congo=t61rcWkgMzE"), std::string("a=1, b=2 ,,fw529a3039@dt=x y"),
        std::string("0tenant/x*-_=!~"), many}) {
    EXPECT_EQ(Continue(kValid, state).state, state);
  }
  for (const std::string& state :
       {std::string(","), std::string("noequals"), std::string("Upper=1"), std::string("a="),
        std::string("a=b=c"), std::string("a=\x01"), std::string("=v"), many + ",one=more",
        "a=" + std::string(257, 'v'), std::string(257, 'k') + "=v"}) {
    EXPECT_EQ(Continue(kValid, state).state, "") << state;
  }
}

TEST(Trace, AnAttemptIsAChildSpan) {
  FastRandom random(1);
  const TraceContext context = ContinueTrace(kValid, "a=b", random);
  const TraceContext child = ChildSpan(context, random);
  EXPECT_EQ(FormatTraceId(child).view(), kTrace);
  EXPECT_EQ(child.parent, context.span);
  EXPECT_NE(child.span, context.span);
  EXPECT_TRUE(child.sampled);
  EXPECT_EQ(child.state, "a=b");
}

// A generator that starts with zeros: an id of zeros would be invalid.
class ZerosFirst final : public Random {
 public:
  uint64_t Next() override { return calls_++ < 3 ? 0 : calls_; }

 private:
  uint64_t calls_ = 0;
};

TEST(Trace, NeverMakesAnInvalidId) {
  ZerosFirst random;
  const TraceContext context = ContinueTrace("", "", random);
  EXPECT_NE(context.trace_high | context.trace_low, 0U);
  EXPECT_NE(context.span, 0U);
}

TEST(RequestIds, AreReadableAndDiffer) {
  FastRandom random(7);
  std::set<std::string> seen;
  for (int i = 0; i < 10'000; ++i) {
    const RequestId id = MakeRequestId(random);
    EXPECT_TRUE(id.view().starts_with("req_"));
    EXPECT_EQ(id.view().substr(4).find_first_not_of("0123456789abcdefghjkmnpqrstvwxyz"),
              std::string_view::npos);
    EXPECT_TRUE(seen.emplace(id.view()).second);
  }
}

TEST(RequestIds, HoldAllTheBits) {
  class OneBit final : public Random {
   public:
    explicit OneBit(int bit) : bit_(bit) {}
    uint64_t Next() override { return calls_++ == bit_ / 64 ? uint64_t{1} << (bit_ % 64) : 0; }

   private:
    const int bit_;
    int calls_ = 0;
  };
  std::set<std::string> seen;
  for (int bit = 0; bit < 128; ++bit) {
    OneBit random(bit);
    EXPECT_TRUE(seen.emplace(MakeRequestId(random).view()).second) << bit;
  }
}

}  // namespace
}  // namespace farthing::observe
