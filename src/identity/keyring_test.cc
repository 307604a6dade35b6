#include "identity/keyring.h"

#include <gmock/gmock.h>

namespace farthing::identity {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

config::Key KeyOf(const std::string& name, const std::string& secret) {
  config::Key key;
  key.name = name;
  key.tenant = name + "-tenant";
  key.secret_sha256 = HexEncode(Sha256(secret));
  return key;
}

TEST(KeyringTest, FindsEveryKeyAndNothingElse) {
  std::vector<config::Key> keys;
  for (int i = 0; i < 1'000; ++i) {
    keys.push_back(KeyOf("key-" + std::to_string(i), "secret-" + std::to_string(i)));
  }
  const Keyring keyring(keys);
  for (int i = 0; i < 1'000; ++i) {
    const Identity* identity = keyring.Find("secret-" + std::to_string(i));
    ASSERT_NE(identity, nullptr);
    EXPECT_EQ(identity->key_name, "key-" + std::to_string(i));
    EXPECT_EQ(identity->tenant, identity->key_name + "-tenant");
    EXPECT_EQ(keyring.Find("Secret-" + std::to_string(i)), nullptr);
  }
  EXPECT_EQ(keyring.Find(""), nullptr);
}

TEST(KeyringTest, AnUnknownKeyIsRefusedWithoutRepeatingIt) {
  const Keyring keyring({KeyOf("app", "right")});
  const auto refused = keyring.Identify("wrong-one", true);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().http_status(), 401);
  EXPECT_THAT(refused.error().message, Not(HasSubstr("wrong-one")));
}

TEST(KeyringTest, ACallerWithoutAKeyIsToldHowToSendIt) {
  const Keyring keyring({KeyOf("app", "right")});
  const auto refused = keyring.Identify("", true);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("Authorization: Bearer"));
}

TEST(KeyringTest, WithoutKeysOnlyThisMachineIsServed) {
  const Keyring keyring({});
  EXPECT_EQ(keyring.Find("anything"), nullptr);
  const auto local = keyring.Identify("sk-dummy", true);
  ASSERT_TRUE(local);
  EXPECT_EQ((*local)->key_name, "");
  EXPECT_EQ((*local)->tenant, "default");
  EXPECT_TRUE((*local)->MayUseModel("openai/gpt-5"));
  EXPECT_FALSE(keyring.Identify("sk-dummy", false));
}

TEST(KeyringTest, ModelPatternsAreExactOrEndWithAStar) {
  Identity identity;
  identity.models = {"openai/gpt-4o", "anthropic/*", "llama-3.1-8b", "mini*"};
  EXPECT_TRUE(identity.MayUseModel("openai/gpt-4o"));
  EXPECT_TRUE(identity.MayUseModel("anthropic/claude-opus-5"));
  EXPECT_TRUE(identity.MayUseModel("llama-3.1-8b"));
  EXPECT_TRUE(identity.MayUseModel("local/llama-3.1-8b"));
  EXPECT_TRUE(identity.MayUseModel("mistral/ministral-8b"));
  EXPECT_FALSE(identity.MayUseModel("openai/gpt-4o-mini"));
  EXPECT_FALSE(identity.MayUseModel("gpt-4o"));
  EXPECT_FALSE(identity.MayUseModel("anthropic"));
}

TEST(KeyringTest, RoutesAreAllWhereNoneIsNamed) {
  Identity identity;
  EXPECT_TRUE(identity.MayUseRoute("support"));
  identity.routes = {"sales"};
  EXPECT_FALSE(identity.MayUseRoute("support"));
  EXPECT_TRUE(identity.MayUseRoute("sales"));
}

}  // namespace
}  // namespace farthing::identity
