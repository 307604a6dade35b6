#include <string>
#include <string_view>

#include "api/data_url.h"
#include "api/translation_test.h"

namespace farthing::api {
namespace {

Translation WithPart(std::string_view part) {
  return FromOpenAI(R"({"model":"m","messages":[{"role":"user","content":[)" + std::string(part) +
                    "]}]}");
}

Translation WithFile(std::string_view data) {
  return WithPart(R"({"type":"file","file":{"filename":"a.md","file_data":")" + std::string(data) +
                  R"("}})");
}

TEST(ToAnthropicContent, CallsAJpegByItsName) {
  WithPart(R"({"type":"image_url","image_url":{"url":"data:image/jpg;base64,/9j/"}})")
      .Says(R"("media_type":"image/jpeg","data":"/9j/")");
}

TEST(ToAnthropicContent, SaysATextFileAsADocument) {
  constexpr std::string_view kDocument =
      R"("content":[{"type":"document","source":{"type":"text","media_type":"text/plain","data":"\"Grüß\"\n"},"title":"a.md"}])";
  WithFile("data:text/plain;base64,Ikdyw7zDnyIK").Says(kDocument);
  WithFile("data:text/markdown;charset=utf-8;base64,Ikdyw7zDnyIK").Says(kDocument);
}

TEST(ToAnthropicContent, CannotSayATextThatIsNotUtf8) {
  constexpr std::string_view kPath = "messages[0].content[0].file.file_data";
  WithFile("data:text/plain;base64,/w==").CannotSay(kPath);
  WithFile("data:text/plain;base64,").CannotSay(kPath);
  WithFile("data:text/plain;base64,a").CannotSay(kPath);
}

TEST(ToAnthropicContent, DecodesBase64) {
  const auto decode = [](std::string_view base64) {
    std::string bytes;
    return DecodeBase64(base64, &bytes) ? bytes : "no base64";
  };
  EXPECT_EQ(decode(""), "");
  EXPECT_EQ(decode("Zg=="), "f");
  EXPECT_EQ(decode("Zm8="), "fo");
  EXPECT_EQ(decode("Zm9v"), "foo");
  EXPECT_EQ(decode("+/+/"), "\xfb\xff\xbf");
  for (std::string_view wrong : {"Zg", "Zg=", "Z===", "Zm9v\n", "Z-_v", "=Zm9"}) {
    EXPECT_EQ(decode(wrong), "no base64") << wrong;
  }
}

}  // namespace
}  // namespace farthing::api
