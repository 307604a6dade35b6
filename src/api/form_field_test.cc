#include "api/form_field.h"

#include <gtest/gtest.h>

namespace farthing::api {
namespace {

constexpr std::string_view kType = "multipart/form-data; boundary=\"xYz\"";
constexpr std::string_view kBody =
    "--xYz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"model\"\r\n"
    "Content-Type: audio/wav\r\n\r\nRIFF\r\n--xY\r\n"
    "\r\n--xYz\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nwhisper-1"
    "\r\n--xYz\r\nContent-Disposition: form-data; name=empty\r\n\r\n\r\n--xYz--\r\n";

std::string_view Find(std::string_view name, std::string_view type = kType,
                      std::string_view body = kBody) {
  const auto span = FindFormField(type, body, name);
  return span ? span->In(body) : "(none)";
}

TEST(FormField, IsFoundAmongOthers) {
  EXPECT_EQ(Find("model"), "whisper-1");
  EXPECT_EQ(Find("file"), "RIFF\r\n--xY\r\n");
  EXPECT_EQ(Find("empty"), "");
  EXPECT_EQ(Find("model", "Multipart/Form-Data; charset=x; boundary=xYz"), "whisper-1");
}

TEST(FormField, IsNotFoundWhereThereIsNone) {
  EXPECT_EQ(Find("absent"), "(none)");
  EXPECT_EQ(Find("model", "application/json"), "(none)");
  EXPECT_EQ(Find("model", "multipart/form-data"), "(none)");
  EXPECT_EQ(Find("model", "multipart/form-data; boundary=other"), "(none)");
}

TEST(FormField, EveryCutBodyIsHandled) {
  for (size_t size = 0; size < kBody.size(); ++size) {
    const std::string_view found = Find("model", kType, kBody.substr(0, size));
    EXPECT_TRUE(found == "(none)" || found == "whisper-1") << size;
  }
}

}  // namespace
}  // namespace farthing::api
