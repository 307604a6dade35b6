#include <gtest/gtest.h>

#include "base/base64.h"
#include "base/timestamp.h"
#include "base/utf8.h"

namespace farthing {
namespace {

using std::chrono::milliseconds;

std::string Stamp(WallTime time) {
  std::string text;
  AppendTimestamp(time, &text);
  return text;
}

WallTime AtMs(int64_t ms) { return WallTime(milliseconds(ms)); }

TEST(Timestamp, WritesUtcWithMilliseconds) {
  EXPECT_EQ(Stamp(AtMs(0)), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(Stamp(AtMs(1'709'251'199'999)), "2024-02-29T23:59:59.999Z");
  EXPECT_EQ(Stamp(AtMs(-1)), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(Stamp(AtMs(5) + Duration(999'999)), "1970-01-01T00:00:00.005Z");
}

TEST(Timestamp, ReadsWhatItWrites) {
  for (const int64_t ms : {int64_t{0}, int64_t{1'709'251'199'999}, int64_t{1'795'000'000'123}}) {
    EXPECT_EQ(ParseTimestamp(Stamp(AtMs(ms))), AtMs(ms));
  }
}

TEST(Timestamp, RefusesEverythingElse) {
  for (const char* text :
       {"", "2026-11-23", "2026-13-01T00:00:00.000Z", "2026-02-29T00:00:00.000Z",
        "2026-11-23T24:00:00.000Z", "2026-11-23T00:00:00.000+", "2026-11-23t00:00:00.000Z"}) {
    EXPECT_EQ(ParseTimestamp(text), std::nullopt) << text;
  }
}

std::string Lossy(std::string_view text) {
  std::string out;
  AppendLossyUtf8(text, &out);
  return out;
}

TEST(Base64, DecodesWhatItEncodes) {
  for (const char* text : {"", "f", "fo", "foo", "foob", "\xff\xfe=+"}) {
    EXPECT_EQ(Base64Decode(Base64Encode(text)), text);
  }
}

TEST(Base64, RefusesWhatIsNotBase64) {
  for (const char* text :
       {"Zg", "Zg=", "Zg==\n", " Zg==", "Z===", "====", "Zg==Zg==", "Zm9$", "Z=g="}) {
    EXPECT_EQ(Base64Decode(text), std::nullopt) << text;
  }
}

TEST(Utf8, AcceptsEveryLength) {
  for (const char* text : {"", "a", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80",
                           "long ascii text, then \xc3\xa9 and more than eight bytes"}) {
    EXPECT_TRUE(IsUtf8(text)) << text;
    EXPECT_EQ(Lossy(text), text);
  }
}

TEST(Utf8, RefusesMalformedBytes) {
  for (const char* text : {"\x80", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf5",
                           "\xf4\x90\x80\x80", "\xf0\x80\x80\x80", "\xe2\x82", "\xff", "\xc3("}) {
    EXPECT_FALSE(IsUtf8(text));
    EXPECT_TRUE(IsUtf8(Lossy(text)));
  }
}

TEST(Utf8, ReplacesOnlyWhatIsMalformed) {
  EXPECT_EQ(Lossy("a\xff"
                  "b\xc3\xa9"),
            "a\xEF\xBF\xBD"
            "b\xc3\xa9");
}

TEST(Utf8, PrefixEndsBetweenCharacters) {
  EXPECT_EQ(Utf8Prefix("h\xc3\xa9llo", 1), "h");
  EXPECT_EQ(Utf8Prefix("h\xc3\xa9llo", 2), "h");
  EXPECT_EQ(Utf8Prefix("h\xc3\xa9llo", 3), "h\xc3\xa9");
  EXPECT_EQ(Utf8Prefix("hi", 9), "hi");
  EXPECT_EQ(Utf8Prefix("\x80\x80", 1), "");
}

}  // namespace
}  // namespace farthing
