#include "lab/load/prompt.h"

#include <gtest/gtest.h>

#include "lab/wire/http_head.h"

namespace farthing::lab {
namespace {

TEST(Prompt, TheBodyHasTheSizeAskedForAndItsLengthIsTrue) {
  const Target target = ParseTarget("http://127.0.0.1:4000/v1/chat/completions").value();
  for (const uint64_t size : {260u, 1000u, 100000u}) {
    LoadOptions options;
    options.body_bytes = size;
    options.check = true;
    const RequestTemplate request = BuildRequest(target, options);
    Head head;
    size_t head_size = 0;
    ASSERT_EQ(ParseHead(request.bytes, &head, &head_size), HeadState::kComplete);
    EXPECT_EQ(request.bytes.size() - head_size, size);
    EXPECT_EQ(head.Find("content-length"), std::to_string(size));
    EXPECT_EQ(request.bytes.substr(request.nonce_at, kNonceDigits), NonceText(0));
  }
}

TEST(Prompt, ATargetNamesItsHostAndPath) {
  const auto target = ParseTarget("http://[::1]:80/v1/messages");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->host, "[::1]:80");
  EXPECT_EQ(target->path, "/v1/messages");
  EXPECT_EQ(target->address.ToString(), "[::1]:80");
  EXPECT_FALSE(ParseTarget("https://127.0.0.1/"));
  EXPECT_FALSE(ParseTarget("http://127.0.0.1:port/"));
}

}  // namespace
}  // namespace farthing::lab
