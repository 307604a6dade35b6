#include "config/describe.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "config/load.h"
#include "json/document.h"

namespace farthing::config {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// The example file with every disabled setting in force.
std::string Enabled(const std::string& example) {
  std::string enabled;
  std::istringstream stream(example);
  for (std::string line; std::getline(stream, line);) {
    const size_t hash = line.find_first_not_of(' ');
    const bool disabled = hash != std::string::npos && line[hash] == '#' && line[hash + 1] != ' ';
    if (disabled) line.erase(hash, 1);
    enabled += line + '\n';
  }
  return enabled;
}

TEST(DescribeTest, TheExampleLoadsAnywhereAndSaysTheDefaults) {
  const auto config = Load(ExampleFile(), "example.yaml", FakeEnvironment());
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->server.max_body_bytes, Server().max_body_bytes);
  EXPECT_EQ(config->listen, Config().listen);
  EXPECT_EQ(config->retry.budget, Retry().budget);
}

TEST(DescribeTest, TheWholeExampleLoadsWithItsVariables) {
  FakeEnvironment environment;
  for (const char* name :
       {"OPENAI_API_KEY", "ANTHROPIC_API_KEY", "AZURE_OPENAI_API_KEY", "GROQ_A", "GROQ_B"}) {
    environment.variables[name] = "key";
  }
  environment.variables["SUPPORT_KEY"] = "secret";
  environment.files["/run/secrets/groq"] = "key\n";
  environment.files["templates/translate.yaml"] = "system: Translate into German.\n";
  for (const char* path :
       {"/etc/farthing/cert.pem", "/etc/farthing/key.pem", "/etc/ssl/private-ca.pem"}) {
    environment.files[path] = "-----BEGIN CERTIFICATE-----\n";
  }
  const auto config = Load(Enabled(ExampleFile()), "example.yaml", environment);
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->providers.size(), 5u);
  EXPECT_EQ(config->keys.size(), 1u);
  EXPECT_EQ(config->routes.size(), 1u);
  EXPECT_TRUE(config->tls.has_value());
}

TEST(DescribeTest, EverySettingIsExplainedInAFullSentence) {
  for (const Described& described : DescribeAll()) {
    EXPECT_TRUE(described.setting->text.ends_with('.')) << described.path;
    const bool is_group = !described.setting->fields.empty();
    EXPECT_EQ(described.setting->binding.store == nullptr, is_group) << described.path;
  }
}

TEST(DescribeTest, ExplainsOneSettingAndWhatIsBelowIt) {
  const auto one = Explain("server.max_body");
  ASSERT_TRUE(one);
  EXPECT_THAT(*one, HasSubstr("1KiB to 2GiB; default: 32MiB; changed by a reload"));
  const auto group = Explain("routes[].timeout");
  ASSERT_TRUE(group);
  EXPECT_THAT(*group, HasSubstr("routes[].timeout.idle"));
  EXPECT_THAT(*group, Not(HasSubstr("\ntimeout.idle")));
  EXPECT_THAT(*Explain("max_body"), HasSubstr("server.max_body"));
  EXPECT_THAT(*Explain("providers.api_key"), HasSubstr("providers.NAME.api_key"));
  EXPECT_THAT(*Explain(""), HasSubstr("log_level"));
}

TEST(DescribeTest, ExplainsASettingAsItStandsInAFile) {
  for (const char* key :
       {"providers.openai.base_url", "models.openai/gpt-4.1.tier", "keys[0].secret",
        "routes.support.timeout.idle", "aliases.fast", "providers.mine.headers.x-team"}) {
    const auto one = Explain(key);
    ASSERT_TRUE(one) << one.error().message;
    EXPECT_EQ(std::count(one->begin(), one->end(), '\n'), 3) << *one;
  }
  EXPECT_THAT(*Explain("providers.openai.base_url"), HasSubstr("providers.NAME.base_url\n"));
  EXPECT_THAT(*Explain("models.openai/gpt-4.1.tier"), HasSubstr("models.NAME.tier\n"));
  EXPECT_THAT(*Explain("providers.openai"), HasSubstr("providers.NAME.api_key\n"));
  EXPECT_THAT(*Explain("models.openai/gpt-4.1"), HasSubstr("models.NAME.price.input\n"));
  EXPECT_THAT(Explain("providers.openai.base_ulr").error().message, HasSubstr("base_url`?"));
  EXPECT_FALSE(Explain("server.max_body.more"));
}

TEST(DescribeTest, ExplainsAsJson) {
  const auto text = ExplainAsJson("server.max_body");
  ASSERT_TRUE(text) << text.error().message;
  const auto document = json::Document::Parse(*text);
  ASSERT_TRUE(document) << document.error().message;
  const json::Value setting = *document->root().begin();
  EXPECT_EQ(setting.Find("path").string(), "server.max_body");
  EXPECT_EQ(setting.Find("default").string(), "32MiB");
  EXPECT_THAT(*text, HasSubstr("\"reloadable\":true"));
  EXPECT_FALSE(ExplainAsJson("sever"));
  EXPECT_TRUE(json::Document::Parse(*ExplainAsJson("")));
}

TEST(DescribeTest, SuggestsWhereASettingIsNotKnown) {
  EXPECT_THAT(Explain("sever").error().message, HasSubstr("did you mean `server`?"));
  EXPECT_THAT(Explain("server.max_boddy").error().message, HasSubstr("`server.max_body`"));
  EXPECT_THAT(Explain("entirely-else").error().message, HasSubstr("config explain"));
}

TEST(DescribeTest, TheSchemaKnowsEverySetting) {
  const std::string schema = JsonSchema();
  const auto document = json::Document::Parse(schema);
  ASSERT_TRUE(document) << document.error().message;
  for (const Described& described : DescribeAll()) {
    EXPECT_THAT(schema, HasSubstr('"' + std::string(described.setting->name) + "\":{"));
  }
}

TEST(DescribeTest, TheDocumentationPageIsWhatTheTableYields) {
  const auto page = SystemEnvironment().ReadFile("docs/configuration.md", 1024 * 1024);
  ASSERT_TRUE(page) << page.error().message;
  if (*page == DocumentationPage()) return;
  const std::string wanted = ::testing::TempDir() + "configuration.md";
  std::ofstream(wanted) << DocumentationPage();
  FAIL() << "the table of settings has changed: cp " << wanted << " docs/configuration.md";
}

}  // namespace
}  // namespace farthing::config
