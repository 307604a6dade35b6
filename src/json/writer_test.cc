#include "json/writer.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "json/document.h"

namespace farthing::json {
namespace {

TEST(Writer, PutsCommasWhereTheyBelong) {
  std::string out = "data: ";
  Writer writer(&out);
  writer.BeginObject().Key("a").Int(-1).Key("b").BeginArray().EndArray();
  writer.Key("c").BeginArray().Bool(true).Null().BeginObject().EndObject().String("x").EndArray();
  writer.RawMember("d", "1e5").StringMember("e", "f").IntMember("g", 7).EndObject();
  EXPECT_EQ(out, R"(data: {"a":-1,"b":[],"c":[true,null,{},"x"],"d":1e5,"e":"f","g":7})");
}

TEST(Writer, EscapesExactlyWhatMustBe) {
  std::string out;
  AppendString("plain text, \"quoted\" \\ \b\f\n\r\t\x01\x1f\x7f é 😀", &out);
  EXPECT_EQ(out, "\"plain text, \\\"quoted\\\" \\\\ \\b\\f\\n\\r\\t\\u0001\\u001f\x7f é 😀\"");
}

TEST(Writer, EveryByteAtEveryPlaceComesBack) {
  for (int c = 0; c < 128; ++c) {
    for (size_t place = 0; place < 20; ++place) {
      std::string text(20, 'a');
      text[place] = static_cast<char>(c);
      std::string out;
      AppendString(text, &out);
      const auto document = Document::Parse(out);
      ASSERT_TRUE(document) << c << ": " << out;
      EXPECT_EQ(document->root().string(), text);
    }
  }
}

TEST(Writer, WritesNumbers) {
  std::string out;
  Writer writer(&out);
  writer.BeginArray().Int(std::numeric_limits<int64_t>::min()).Double(0.1).Double(-2);
  writer.Double(std::numeric_limits<double>::infinity()).EndArray();
  EXPECT_EQ(out, "[-9223372036854775808,0.1,-2,null]");
}

}  // namespace
}  // namespace farthing::json
