#include "config/presets.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "config/names.h"
#include "config/url.h"

namespace farthing::config {
namespace {

TEST(PresetsTest, EachCanServeAsItStands) {
  std::set<std::string_view> names;
  for (const Preset& preset : Presets()) {
    EXPECT_TRUE(names.insert(preset.name).second) << preset.name;
    EXPECT_FALSE(IsReservedName(preset.name)) << preset.name;
    EXPECT_EQ(FindPreset(preset.name), &preset);
    if (!preset.base_url.empty()) EXPECT_EQ(UrlMistake(preset.base_url, {}), "") << preset.name;
    EXPECT_FALSE(preset.base_url.ends_with('/')) << preset.name;
    EXPECT_EQ(preset.key_variable.empty(), preset.key_header == KeyHeader::kNone) << preset.name;
  }
  EXPECT_EQ(FindPreset("unheard-of"), nullptr);
}

TEST(PresetsTest, ALocalServersPortIsThatOfItsBaseUrl) {
  for (const Preset& preset : Presets()) {
    if (preset.local_port == 0) continue;
    EXPECT_EQ(preset.base_url, "http://127.0.0.1:" + std::to_string(preset.local_port) + "/v1");
  }
}

}  // namespace
}  // namespace farthing::config
