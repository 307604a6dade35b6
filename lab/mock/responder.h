#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "lab/mock/fault_plan.h"
#include "lab/mock/mock_state.h"
#include "lab/mock/options.h"
#include "lab/mock/path.h"
#include "lab/mock/request_peek.h"
#include "lab/mock/script.h"
#include "lab/wire/http_head.h"

namespace farthing::lab {

// A whole request; views that live as long as the call they are passed to.
struct MockRequest {
  const Head& head;
  std::string_view head_bytes;
  std::string_view body;
};

// Answers a request in place of the canned texts. Called from every thread of the mock at once.
using Brain = std::function<Answer(const MockRequest& request)>;

// Decides how each request is answered. Orders come, the first that is there, from the request's
// x-mock header, the body's ~mock:ORDERS~, the model's name mock-fault-KIND, the plan. One thread;
// the state is shared.
class Responder {
 public:
  // An empty brain: canned answers.
  Responder(const MockOptions& options, Brain brain, FaultPlan plan, MockState& state);

  // Counts the request and its outcome.
  std::shared_ptr<const Script> Respond(const MockRequest& request);

  bool DrawRefusal() { return plan_.DrawRefusal(); }
  MockState& state() { return state_; }

 private:
  using SharedScript = std::shared_ptr<const Script>;
  // The last plain answer of an endpoint: most requests want the same again.
  struct Remembered {
    std::string model;
    SharedScript script;
  };

  SharedScript RespondOwn(Endpoint endpoint);
  Result<Orders> FindOrders(const MockRequest& request, const RequestPeek& peek);
  Result<Orders> UseOnly(std::string_view text, Orders orders);
  SharedScript Plain(Endpoint endpoint, std::string_view model, const RequestPeek& peek);
  Answer Ordered(const MockRequest& request, Endpoint endpoint, std::string_view model,
                 const RequestPeek& peek, const Orders& orders) const;
  Answer Paced(Answer answer, const Orders& orders) const;
  Orders WithDefaults(Orders orders) const;

  const MockOptions options_;
  Brain brain_;
  FaultPlan plan_;
  MockState& state_;
  std::array<Remembered, static_cast<size_t>(Endpoint::kCount) * 4> remembered_;
};

}  // namespace farthing::lab
