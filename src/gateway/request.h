#pragma once

#include <boost/container/small_vector.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/request_scan.h"
#include "base/clock.h"
#include "gateway/http_routes.h"
#include "gateway/worker.h"
#include "ledger/row.h"
#include "model/usage_tally.h"
#include "net/connect.h"
#include "net/server.h"
#include "observe/trace.h"
#include "shape/marks/cache_account.h"
#include "shape/marks/cache_family.h"
#include "shape/marks/reuse_predictor.h"
#include "shape/plan/plan.h"
#include "shape/template/render.h"
#include "upstream/resolve.h"
#include "upstream/retry.h"

namespace farthing::gateway {

// One try at a provider, as the ledger will have it.
struct Tried {
  const upstream::Candidate* candidate = nullptr;  // one of the request's
  uint32_t key = 0;
  MonotonicTime begun{};
  bool was_sent = false;   // the whole request
  int status = 0;          // of the provider's answer; 0: none came
  bool is_answer = false;  // what came is of the kind that was asked for
  observe::AttemptOutcome outcome = observe::AttemptOutcome::kCancelled;
  Duration first_token{-1};
  Duration duration{0};
  model::UsageTally usage;
  size_t text_bytes = 0;  // of the answer's text, as far as anybody needed to count
  shape::CacheAccount cache;
};

// One caller's request on its way through the pipeline: what each step found out, for those after
// it. Lives for the length of Handle; views are of the request's bytes or of its state.
struct Request {
  Request(Worker& owner, net::Exchange& io, const HttpRoute& http_route);

  Worker& worker;
  net::Exchange& exchange;
  const HttpRoute http;
  const std::shared_ptr<const WorkerState> state;
  const MonotonicTime start;
  const WallTime arrived;
  const observe::RequestId id;
  const observe::TraceContext trace;

  // identify
  const identity::Identity* identity = nullptr;
  std::string tags;  // "a=b,c=d", sorted by name
  // parse
  std::string_view body;
  api::RequestScan scan;
  bool is_json = false;   // the body was scanned
  json::Span form_model;  // of a multipart body, the field `model`; empty: none
  // resolve
  std::string asked_model;  // as the caller wrote it; "" where a path has none
  const config::Route* route = nullptr;
  upstream::Candidates candidates;
  config::Timeouts timeouts;
  MonotonicTime deadline = MonotonicTime::max();
  upstream::Repeat repeat = upstream::Repeat::kFreely;
  bool deadline_is_callers = false;  // x-farthing-timeout-ms set it

  // template
  const shape::PreparedTemplate* prompt = nullptr;  // of the snapshot; null: none
  std::optional<shape::RenderedRequest> rendered;   // with the body as it then was

  // shape
  std::string shaped;                  // the body, where it was made anew
  bool is_shaped = true;               // false: x-farthing-shape: off
  std::optional<int64_t> most_output;  // tokens of the answer, by route and key
  std::vector<shape::Saving> tokens_saved;
  std::vector<std::string> shape_warnings;
  std::vector<float> document_scores;  // by the route's reranker; empty: none has answered
  std::string rerank_warning;          // what there is to say of it
  // Calls of the gateway's own, in order, and the step that each was made for.
  struct OwnCall {
    ledger::Step step = ledger::Step::kNarrow;
    ledger::AttemptRow row;
  };
  std::vector<OwnCall> own_calls;
  // The model asked for, where a limit of ours on it sent the request to a roomier one.
  std::optional<upstream::Candidate> outgrown;

  // call
  // What the marks of the model under way were decided by; empty: there are none to settle.
  struct CacheUse {
    uint64_t seed = 0;
    shape::CacheFamily family = shape::CacheFamily::kNone;
    shape::ReuseAnswer answer;
  };
  std::optional<CacheUse> cache_use;
  std::optional<uint64_t> affinity;                // of its conversation, once somebody asked
  boost::container::small_vector<Tried, 1> tried;  // in order; the last may be under way

  // settle
  bool settled = false;

  // The caller's hang-up ends whatever the request waits for.
  net::Interrupt interrupt;

  // What came of it, for the record.
  struct Result {
    const upstream::Candidate* served = nullptr;
    int status = 0;
    Duration first_token{-1};
    ledger::Cost cost;          // of all tries
    std::optional<Money> paid;  // nullopt: not settled, or unpriced
    std::optional<Money> baseline;
    ledger::Savings savings{};
    Duration waited{0};  // for providers and for the caller, of the whole duration
    std::string error_slug;
    std::string error_message;
    std::vector<std::string> warnings;
    std::string answer;  // only where the access log asks for bodies
  } result;

  const config::Config& config() const { return state->config(); }
  net::Loop& loop() const { return worker.loop; }
  bool streams() const { return scan.stream; }
};

// While it lives, the request waits for others: what passes is none of the gateway's own time.
class Waiting {
 public:
  explicit Waiting(Request& request) : request_(request), since_(request.loop().now()) {}
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  ~Waiting() { request_.result.waited += request_.loop().now() - since_; }

 private:
  Request& request_;
  const MonotonicTime since_;
};

}  // namespace farthing::gateway
