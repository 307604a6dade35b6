#pragma once

#include <list>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "lab/mock/mock_state.h"
#include "lab/mock/options.h"
#include "lab/mock/responder.h"

namespace farthing::lab {

class MockThread;

// The mock upstream: listens once made, serves from Start until Stop. Several threads share the
// port (SO_REUSEPORT), each with its own loop and its own part of the fault plan.
class MockServer {
 public:
  static Result<std::unique_ptr<MockServer>> Create(const MockOptions& options, const Brain& brain,
                                                    const Clock& clock);
  ~MockServer();  // stops

  std::string url() const;  // "http://127.0.0.1:40123"
  const MockState& state() const { return state_; }

  void Start();
  void Stop();  // waits for the threads; connections close with the server

 private:
  MockServer() = default;

  std::string address_;
  MockState state_;
  std::vector<std::unique_ptr<MockThread>> threads_;
  std::vector<std::thread> running_;
};

}  // namespace farthing::lab
