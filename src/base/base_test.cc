#include <gtest/gtest.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/random.h"

namespace farthing {
namespace {

TEST(Error, KeepsAProvidersOwnStatus) {
  Error error = Error::Upstream("the provider is busy", true);
  EXPECT_EQ(error.http_status(), 502);
  error.status = 529;
  EXPECT_EQ(error.http_status(), 529);
}

// FIPS 180-2, appendix B.1.
TEST(Sha256, MatchesThePublishedVector) {
  EXPECT_EQ(HexEncode(Sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, HexRoundTripsAndRefusesWhatIsNotHex) {
  const Sha256Digest digest = Sha256("key");
  Sha256Digest parsed;
  ASSERT_TRUE(ParseSha256Hex(HexEncode(digest), &parsed));
  EXPECT_TRUE(ConstantTimeEqual(digest, parsed));
  EXPECT_FALSE(ParseSha256Hex("abc", &parsed));
  EXPECT_FALSE(ParseSha256Hex(std::string(64, 'g'), &parsed));
}

TEST(FastRandom, SameSeedSameSequenceAndUniformStaysInRange) {
  FastRandom a(7), b(7), c(8);
  bool differs = false;
  for (int i = 0; i < 1000; ++i) {
    const uint64_t x = a.Next();
    EXPECT_EQ(x, b.Next());
    differs |= x != c.Next();
    const double u = a.Uniform();
    b.Uniform();
    EXPECT_GE(u, 0.0);
    EXPECT_LT(u, 1.0);
  }
  EXPECT_TRUE(differs);
}

}  // namespace
}  // namespace farthing
