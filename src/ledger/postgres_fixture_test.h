#pragma once

// For tests that need the server of tests/postgres/run.

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <string>

#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "ledger/store.h"
#include "ledger/test_place.h"

namespace farthing::ledger {

class PostgresTest : public ::testing::Test {
 protected:
  class CountingSink final : public LogSink {
   public:
    void Write(std::string_view line) override {
      ++lines;
      leaked = leaked || line.find("secret") != std::string_view::npos;
    }
    std::atomic<int> lines{0};
    std::atomic<bool> leaked{false};
  };

  static RequestRow Row(std::string id) {
    RequestRow row;
    row.id = std::move(id);
    row.time = WallTime(std::chrono::hours(500'000));
    row.status = 200;
    row.cost.exactness = row.baseline_exactness = model::Exactness::kExact;
    row.cost.money = row.baseline = Money::Picodollars(1);
    row.attempts.resize(1);
    return row;
  }

  std::unique_ptr<Store> OpenStore() {
    auto store = Store::Open(place_.source());
    if (!store) ADD_FAILURE() << store.error().message;
    CHECK(store.has_value());
    return std::move(*store);
  }
  int64_t Ask(const std::string& sql) { return AskNumber(place_.source(), sql); }

  // start, stop, crash, pause, resume: as tests/postgres/server has them.
  static void Server(const std::string& what) {
    const char* const command = std::getenv("FARTHING_TEST_POSTGRES_SERVER");
    CHECK(command != nullptr);
    CHECK(std::system((std::string(command) + " " + what).c_str()) == 0);
  }

  TestPlace place_;
  SystemClock clock_;
  CountingSink sink_;
  Logger logger_{sink_, clock_, LogFormat::kJson, LogLevel::kInfo};
};

}  // namespace farthing::ledger
