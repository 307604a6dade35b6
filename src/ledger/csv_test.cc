#include "ledger/csv.h"

#include <gmock/gmock.h>

namespace farthing::ledger {
namespace {

using ::testing::ElementsAre;
using Rows = std::vector<std::vector<std::string>>;

Rows Read(std::string_view text) {
  CsvReader reader(text);
  Rows rows;
  std::vector<std::string> fields;
  for (;;) {
    const Result<bool> more = reader.Next(&fields);
    EXPECT_TRUE(more) << text;
    if (!more || !*more) return rows;
    rows.push_back(fields);
  }
}

TEST(Csv, ReadsFieldsAndRows) {
  EXPECT_EQ(Read("a,b\nc,\n"), (Rows{{"a", "b"}, {"c", ""}}));
  EXPECT_EQ(Read("\xEF\xBB\xBF"
                 "a\r\n\r\n,b"),
            (Rows{{"a"}, {"", "b"}}));
  EXPECT_EQ(Read("\"a,\"\"b\"\"\nc\",d\n"), (Rows{{"a,\"b\"\nc", "d"}}));
  EXPECT_EQ(Read("a\rb,c\"d"), (Rows{{"a\rb", "c\"d"}}));
  EXPECT_TRUE(Read("\n\r\n").empty());
}

TEST(Csv, KnowsTheLineARowBeginsIn) {
  CsvReader reader("a\n\n\"b\nb\"\nc\n");
  std::vector<std::string> fields;
  std::vector<size_t> lines;
  while (reader.Next(&fields).value()) lines.push_back(reader.line());
  EXPECT_THAT(lines, ElementsAre(1u, 3u, 5u));
}

TEST(Csv, RefusesBrokenQuotes) {
  for (const std::string_view text : {"\"a", "\"a\"b", "\"a\"\""}) {
    CsvReader reader(text);
    std::vector<std::string> fields;
    EXPECT_FALSE(reader.Next(&fields)) << text;
  }
}

TEST(Csv, ReadsWhatItWrites) {
  const Rows rows = {{"plain", "", "a,b", "say \"x\"", "two\r\nlines"}, {"next"}};
  std::string text;
  for (const auto& row : rows) AppendCsvRow(row, &text);
  EXPECT_EQ(text, "plain,,\"a,b\",\"say \"\"x\"\"\",\"two\r\nlines\"\nnext\n");
  EXPECT_EQ(Read(text), rows);
}

}  // namespace
}  // namespace farthing::ledger
