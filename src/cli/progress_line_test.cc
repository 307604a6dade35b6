#include "cli/progress_line.h"

#include <gtest/gtest.h>

#include <sstream>

namespace farthing::cli {
namespace {

TEST(ProgressLine, ShowsTheCountAndGoes) {
  std::ostringstream err;
  {
    ProgressLine line(err, true);
    const ledger::TellProgress tell = line.teller();
    tell(1'234'567);
    EXPECT_EQ(err.str(), "\rreading the ledger: 1,234,567 rows");
  }
  EXPECT_EQ(err.str(), "\rreading the ledger: 1,234,567 rows\r\x1b[K");
}

TEST(ProgressLine, IsQuietInAPipeAndWhereThereIsLittle) {
  std::ostringstream err;
  {
    ProgressLine piped(err, false);
    EXPECT_FALSE(piped.teller());
    ProgressLine line(err, true);
    const ledger::TellProgress tell = line.teller();
    ledger::Progress progress(tell);
    progress.Count(60'000);
  }
  EXPECT_EQ(err.str(), "");
}

TEST(ProgressLine, IsWrittenNowAndThen) {
  std::ostringstream err;
  ProgressLine line(err, true);
  const ledger::TellProgress tell = line.teller();
  ledger::Progress progress(tell);
  for (int i = 0; i < 140'000; ++i) progress.Count();
  EXPECT_EQ(err.str(), "\rreading the ledger: 65,536 rows\rreading the ledger: 131,072 rows");
}

}  // namespace
}  // namespace farthing::cli
