#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/test_folder.h"
#include "embed/test_table.h"
#include "gateway/snapshot.h"
#include "gateway/test_rig.h"

// A table of the user's in place of the embedder that is built in.
namespace farthing::gateway::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kQuestion =
    R"({"model":"p/m","messages":[)"
    R"({"role":"user","content":"zebra"},{"role":"assistant","content":"Striped."},)"
    R"({"role":"user","content":"walrus"},{"role":"assistant","content":"Tusked."},)"
    R"({"role":"user","content":"hello"},{"role":"assistant","content":"Hello."},)"
    R"({"role":"user","content":"gnu?"}]})";

class EmbedderTable : public ::testing::Test {
 protected:
  // The gateway's settings; the budget has room for one exchange besides the last.
  std::string Settings(std::string_view folder) const {
    return "providers:\n" + provider_.Line("p") + "embedder: { table: " + tables_.path + "/" +
           std::string(folder) +
           " }\n"
           "routes: [{ name: r, history: { budget: 10, keep_last: 1 } }]\n";
  }

  std::string Sent(TestGateway& gateway) {
    Peer caller = gateway.Connect();
    caller.Send(HttpRequest("POST", "/v1/chat/completions", kQuestion));
    ProviderCall call = provider_.Take();
    std::string sent = call.body;
    call.Answer(200, kOpenAIAnswer);
    caller.ReadAnswer();
    return sent;
  }

  TestFolder tables_;
  ScriptedProvider provider_;
};

TEST_F(EmbedderTable, DecidesWhichExchangesAreKept) {
  embed::WriteTestTable(tables_.path + "/striped",
                        {{"gnu", {1, 0}}, {"zebra", {1, 0}}, {"walrus", {0, 1}}});
  embed::WriteTestTable(tables_.path + "/tusked",
                        {{"gnu", {0, 1}}, {"zebra", {1, 0}}, {"walrus", {0, 1}}});
  TestGateway gateway(Settings("striped"));
  EXPECT_THAT(Sent(gateway), AllOf(HasSubstr("Striped."), Not(HasSubstr("Tusked."))));
  ASSERT_TRUE(gateway.Reload(Settings("tusked")));
  EXPECT_THAT(Sent(gateway), AllOf(HasSubstr("Tusked."), Not(HasSubstr("Striped."))));
}

TEST_F(EmbedderTable, ATableThatCannotBeReadChangesNothing) {
  embed::WriteTestTable(tables_.path + "/striped",
                        {{"gnu", {1, 0}}, {"zebra", {1, 0}}, {"walrus", {0, 1}}});
  TestGateway gateway(Settings("striped"));
  const Status reloaded = gateway.Reload(Settings("none"));
  ASSERT_FALSE(reloaded);
  EXPECT_THAT(reloaded.error().message, HasSubstr("the embedder's file " + tables_.path +
                                                  "/none/model.safetensors: it cannot be read"));
  EXPECT_THAT(Sent(gateway), HasSubstr("Striped."));
}

TEST_F(EmbedderTable, IsReadAgainOnlyWhereItsFilesWereWritten) {
  const std::string folder = tables_.path + "/table";
  embed::WriteTestTable(folder, {{"gnu", {1, 0}}});
  config::Config config;
  config.embedder.table = folder;
  const auto first = Snapshot::Make(config, nullptr).value();
  const auto second = Snapshot::Make(config, first.get()).value();
  EXPECT_EQ(&first->embedder(), &second->embedder());
  embed::WriteTestTable(folder, {{"gnu", {1, 0}}, {"zebra", {1, 0}}});
  const auto third = Snapshot::Make(config, second.get()).value();
  EXPECT_NE(&second->embedder(), &third->embedder());
}

}  // namespace
}  // namespace farthing::gateway::test
