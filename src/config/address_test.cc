#include "config/address.h"

#include <gtest/gtest.h>

#include "config/url.h"

namespace farthing::config {
namespace {

bool IsLocal(std::string_view text) { return IsLoopback(ParseAddress(text).value()); }

TEST(AddressTest, ReadsHostsV6AndUnixSockets) {
  EXPECT_EQ(ParseAddress("127.0.0.1:4000"), (Address{.host = "127.0.0.1", .port = 4000}));
  EXPECT_EQ(ParseAddress("[::1]:0"), (Address{.host = "::1", .port = 0}));
  EXPECT_EQ(ParseAddress("gateway.internal:80"), (Address{.host = "gateway.internal", .port = 80}));
  EXPECT_EQ(ParseAddress("unix:/run/f.sock"), (Address{.unix_path = "/run/f.sock"}));
}

TEST(AddressTest, RefusesTheRest) {
  for (const char* text : {"", "4000", ":4000", "host", "host:", "host:x", "host:65536", "::1:4000",
                           "[::1]", "[::1", "[localhost]:1", "ho st:1", "unix:", "host:1:2"}) {
    EXPECT_FALSE(ParseAddress(text)) << text;
  }
  EXPECT_FALSE(ParseAddress("unix:/" + std::string(107, 'a')));
}

TEST(AddressTest, KnowsWhatOtherMachinesReach) {
  EXPECT_TRUE(IsLocal("127.0.0.1:1"));
  EXPECT_TRUE(IsLocal("127.8.9.1:1"));
  EXPECT_TRUE(IsLocal("[::1]:1"));
  EXPECT_TRUE(IsLocal("localhost:1"));
  EXPECT_TRUE(IsLocal("unix:/tmp/f"));
  EXPECT_FALSE(IsLocal("0.0.0.0:1"));
  EXPECT_FALSE(IsLocal("[::]:1"));
  EXPECT_FALSE(IsLocal("[::ffff:10.0.0.1]:1"));
  EXPECT_FALSE(IsLocal("127.0.0.1.example.com:1"));
}

TEST(UrlTest, SaysWhatIsWrong) {
  EXPECT_EQ(UrlMistake("http://127.0.0.1:8000/v1", {}), "");
  EXPECT_EQ(UrlMistake("https://[::1]:8443", {}), "");
  EXPECT_EQ(UrlMistake("http://me:secret@proxy:3128", {.user = true, .path = false}), "");
  for (const char* url :
       {"", "api.openai.com/v1", "ftp://host", "http://", "http://:80", "http://host:0",
        "http://host:99999", "http://host/v1?a=b", "http://host/v1#a", "http://ho st/",
        "http://user@host/", "http://[::1"}) {
    EXPECT_NE(UrlMistake(url, {}), "") << url;
  }
  EXPECT_NE(UrlMistake("https://host", {.https = false}), "");
  EXPECT_EQ(UrlMistake("unix:/run/llm.sock:/v1", {.unix_socket = true}), "");
  EXPECT_NE(UrlMistake("unix:/run/llm.sock", {}), "");
  EXPECT_NE(UrlMistake("unix:/run/llm sock", {.unix_socket = true}), "");
  EXPECT_NE(UrlMistake("http://host/path", {.path = false}), "");
}

}  // namespace
}  // namespace farthing::config
