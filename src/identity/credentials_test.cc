#include "identity/credentials.h"

#include <gtest/gtest.h>

namespace farthing::identity {
namespace {

std::string Secret(std::optional<std::string_view> authorization,
                   std::optional<std::string_view> x_api_key) {
  const auto secret = PresentedSecret(authorization, x_api_key);
  return secret ? std::string(*secret) : std::to_string(secret.error().http_status());
}

TEST(CredentialsTest, ReadsEitherHeader) {
  EXPECT_EQ(Secret("Bearer abc", {}), "abc");
  EXPECT_EQ(Secret({}, "abc"), "abc");
  EXPECT_EQ(Secret("bearer\t abc ", {}), "abc");
  EXPECT_EQ(Secret({}, " abc "), "abc");
}

TEST(CredentialsTest, AbsentOrEmptyIsNoKey) {
  EXPECT_EQ(Secret({}, {}), "");
  EXPECT_EQ(Secret("Bearer ", ""), "");
  EXPECT_EQ(Secret("", {}), "");
}

TEST(CredentialsTest, BothMustBeTheSame) {
  EXPECT_EQ(Secret("Bearer abc", "abc"), "abc");
  EXPECT_EQ(Secret("Bearer abc", ""), "abc");
  EXPECT_EQ(Secret("Bearer abc", "abd"), "401");
}

TEST(CredentialsTest, AnotherSchemeCountsOnlyBesideAnApiKey) {
  EXPECT_EQ(Secret("Basic dXNlcjpwYXNz", {}), "401");
  EXPECT_EQ(Secret("Bearerabc", {}), "401");
  EXPECT_EQ(Secret("Basic dXNlcjpwYXNz", "abc"), "abc");
}

}  // namespace
}  // namespace farthing::identity
