#include "net/address.h"

#include <gtest/gtest.h>

#include "net/listener.h"

namespace farthing::net {
namespace {

TEST(Address, ReadsAndWritesEveryForm) {
  for (const char* text : {"127.0.0.1:4000", "0.0.0.0:0", "[::1]:4000", "[2001:db8::1]:65535",
                           "unix:/tmp/farthing.sock"}) {
    const Result<Address> address = Address::Parse(text);
    ASSERT_TRUE(address.has_value()) << text;
    EXPECT_EQ(address->ToString(), text);
  }
  EXPECT_EQ(Address::Parse("localhost:80")->ToString(), "127.0.0.1:80");
  EXPECT_EQ(Address::Parse("127.0.0.1:80")->WithPort(81).ToString(), "127.0.0.1:81");
  EXPECT_EQ(Address::Parse("[::1]:80")->HostString(), "::1");
}

TEST(Address, RefusesOtherForms) {
  const std::string long_path = "unix:/" + std::string(120, 'x');
  for (const std::string& text :
       {std::string(), std::string("127.0.0.1"), std::string("127.0.0.1:"),
        std::string("127.0.0.1:65536"), std::string("127.0.0.1:-1"), std::string("example.org:80"),
        std::string("1.2.3:80"), std::string("unix:"), long_path}) {
    const Result<Address> address = Address::Parse(text);
    ASSERT_FALSE(address.has_value()) << text;
    EXPECT_EQ(address.error().code, ErrorCode::kConfiguration);
  }
}

TEST(Address, KnowsWhatIsReachableFromThisMachineOnly) {
  for (const char* text : {"127.0.0.1:1", "127.9.9.9:1", "[::1]:1", "unix:/x"}) {
    EXPECT_TRUE(Address::Parse(text)->is_loopback()) << text;
  }
  for (const char* text : {"0.0.0.0:1", "10.0.0.1:1", "[::]:1", "[fe80::1]:1"}) {
    EXPECT_FALSE(Address::Parse(text)->is_loopback()) << text;
  }
}

TEST(ListenSocket, SaysInOneSentenceWhyItCannotListen) {
  const Result<ListenSocket> first = ListenSocket::Open(*Address::Parse("127.0.0.1:0"), false);
  ASSERT_TRUE(first.has_value());
  EXPECT_NE(first->address().port(), 0);
  const Result<ListenSocket> taken = ListenSocket::Open(first->address(), false);
  ASSERT_FALSE(taken.has_value());
  EXPECT_EQ(taken.error().message, "Cannot listen on " + first->address().ToString() +
                                       ": another process already does; stop it or choose another "
                                       "address with --listen.");
  const Result<ListenSocket> elsewhere = ListenSocket::Open(*Address::Parse("192.0.2.1:0"), false);
  ASSERT_FALSE(elsewhere.has_value());
  EXPECT_EQ(elsewhere.error().message,
            "Cannot listen on 192.0.2.1:0: this machine has no such address.");
}

TEST(ListenSocket, SharesAPortWhereAsked) {
  const Result<ListenSocket> first = ListenSocket::Open(*Address::Parse("127.0.0.1:0"), true);
  ASSERT_TRUE(first.has_value());
  EXPECT_TRUE(ListenSocket::Open(first->address(), true).has_value());
  EXPECT_FALSE(ListenSocket::Open(first->address(), false).has_value());
}

}  // namespace
}  // namespace farthing::net
