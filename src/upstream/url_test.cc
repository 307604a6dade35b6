#include "upstream/url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farthing::upstream {
namespace {

using ::testing::HasSubstr;

TEST(Url, ReadsSchemeHostPortAndPath) {
  const Url url = ParseUrl("https://API.OpenAI.com/v1/").value();
  EXPECT_EQ(url.origin, (Origin{Scheme::kHttps, "api.openai.com", 443}));
  EXPECT_EQ(url.path, "/v1");
  EXPECT_EQ(HostHeader(url.origin), "api.openai.com");
  EXPECT_EQ(ToString(url.origin), "https://api.openai.com");
}

TEST(Url, KeepsAPortThatIsNotTheSchemesOwn) {
  const Url url = ParseUrl("http://127.0.0.1:8000").value();
  EXPECT_EQ(url.origin, (Origin{Scheme::kHttp, "127.0.0.1", 8000}));
  EXPECT_EQ(url.path, "");
  EXPECT_EQ(HostHeader(url.origin), "127.0.0.1:8000");
}

TEST(Url, ReadsIPv6InBrackets) {
  const Url url = ParseUrl("http://[::1]:8000/v1").value();
  EXPECT_EQ(url.origin.host, "::1");
  EXPECT_EQ(HostHeader(url.origin), "[::1]:8000");
  EXPECT_EQ(HostHeader(ParseUrl("https://[2001:db8::2]").value().origin), "[2001:db8::2]");
}

TEST(Url, ReadsASocketWithAndWithoutAPath) {
  const Url bare = ParseUrl("unix:/run/llm.sock").value();
  EXPECT_EQ(bare.origin, (Origin{Scheme::kUnix, "/run/llm.sock", 0}));
  EXPECT_EQ(bare.path, "");
  const Url with_path = ParseUrl("unix:/run/llm.sock:/v1/").value();
  EXPECT_EQ(with_path.origin.host, "/run/llm.sock");
  EXPECT_EQ(with_path.path, "/v1");
  EXPECT_EQ(HostHeader(with_path.origin), "localhost");
  EXPECT_EQ(ToString(with_path.origin), "unix:/run/llm.sock");
}

TEST(Url, RefusesWhatCouldNotBeSent) {
  for (const char* text :
       {"", "openai", "ftp://x", "http://", "http://:80", "http://a b", "http://a\r\nhost: b",
        "http://a:0", "http://a:65536", "http://a:8x", "http://[::1", "http://[name]:1",
        "http://[::1]8000", "http://a/v1?x=1", "http://a/#x", "http://user:pw@a/v1", "unix:x.sock",
        "http://h\xc3\xb6st"}) {
    const Result<Url> url = ParseUrl(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().code, ErrorCode::kConfiguration) << text;
  }
}

TEST(Url, AKeyInTheUrlIsNotRepeatedInTheError) {
  const Result<Url> url = ParseUrl("https://sk-secret@api.openai.com/v1");
  ASSERT_FALSE(url);
  EXPECT_THAT(url.error().message, Not(HasSubstr("sk-secret")));
}

TEST(ProxyUrl, ReadsCredentials) {
  const Url url = ParseProxyUrl("http://me:p%40ss@proxy.example:3128").value();
  EXPECT_EQ(url.origin, (Origin{Scheme::kHttp, "proxy.example", 3128}));
  EXPECT_EQ(url.userinfo, "me:p@ss");
  EXPECT_TRUE(ParseProxyUrl("http://proxy:3128/").has_value());
}

TEST(ProxyUrl, RefusesOtherSchemesAndPaths) {
  EXPECT_FALSE(ParseProxyUrl("https://proxy:3128"));
  EXPECT_FALSE(ParseProxyUrl("socks5://proxy:1080"));
  EXPECT_FALSE(ParseProxyUrl("http://proxy:3128/x"));
}

}  // namespace
}  // namespace farthing::upstream
