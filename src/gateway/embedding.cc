#include "gateway/embedding.h"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/embeddings.h"
#include "base/check.h"
#include "embed/fetched_embedder.h"
#include "gateway/own_call.h"
#include "gateway/shaping.h"

namespace farthing::gateway {
namespace {

constexpr size_t kMostAnswer = 32 * 1024 * 1024;
constexpr size_t kMostQuestion = 256 * 1024;  // of texts: OpenAI takes 300,000 tokens a call
constexpr size_t kMostKept = 32 * 1024 * 1024;
constexpr std::string_view kUnnamed = "embed";
// Once with the documents' vectors, by which messages are cut, and once with those messages'.
constexpr int kMostRounds = 2;

std::shared_ptr<embed::VectorCache> CacheOf(Request& request, const config::RemoteEmbedder& remote,
                                            const upstream::Upstream& server) {
  std::string name = server.provider.name() + '\n' + server.provider.base_url() + '\n' +
                     remote.model + '\n' + std::to_string(remote.dimensions.value_or(0));
  std::shared_ptr<embed::VectorCache>& kept = request.worker.vectors;
  if (kept == nullptr || kept->server() != name) {
    kept = std::make_shared<embed::VectorCache>(std::move(name), kMostKept);
  }
  return kept;
}

// What shaping changes of a request, so that it can be done anew.
class Unshaped {
 public:
  explicit Unshaped(const Request& request)
      : body_(request.body), scan_(request.scan), candidates_(request.candidates) {}

  void Restore(Request& request) const {
    request.body = body_;
    request.scan = scan_;
    request.candidates = candidates_;
    request.outgrown.reset();
    request.tokens_saved.clear();
    request.shape_warnings.clear();
  }

 private:
  const std::string_view body_;
  const api::RequestScan scan_;
  const upstream::Candidates candidates_;
};

std::vector<std::string_view> NextBatch(const config::RemoteEmbedder& remote,
                                        const std::vector<std::string>& missing) {
  const bool is_tei = remote.dialect == api::EmbeddingDialect::kTei;
  const auto most = static_cast<size_t>(remote.batch.value_or(is_tei ? 32 : 128));
  std::vector<std::string_view> batch;
  size_t bytes = 0;
  for (const std::string& text : missing) {
    bytes += text.size();
    if (batch.size() == most || (bytes > kMostQuestion && !batch.empty())) break;
    batch.push_back(text);
  }
  return batch;
}

ledger::Step StepOf(const Request& request) {
  if (request.route != nullptr && request.route->history) return ledger::Step::kHistory;
  if (request.route != nullptr && request.route->narrow) return ledger::Step::kNarrow;
  return ledger::Step::kLimits;
}

// The calls for one request.
class Fetching {
 public:
  Fetching(Request& request, const config::RemoteEmbedder& remote, upstream::Upstream& server,
           embed::FetchedEmbedder& vectors)
      : request_(request),
        remote_(remote),
        server_(server),
        vectors_(vectors),
        deadline_(request.loop().now() + remote.timeout) {}

  // Until nothing is missing. An error says in a sentence what was wrong with the server.
  net::Task<Status> Run() {
    while (!vectors_.missing().empty()) {
      if (request_.loop().now() >= deadline_) {
        co_return Fail(Error::Upstream("It took too long.", false));
      }
      const Status given = co_await FetchBatch();
      if (!given) co_return given;
    }
    co_return Status();
  }

  bool is_unpriced() const { return is_unpriced_; }

 private:
  net::Task<Status> FetchBatch() {
    const std::vector<std::string_view> batch = NextBatch(remote_, vectors_.missing());
    const std::string question =
        api::EmbeddingsBody(remote_.dialect, remote_.model, remote_.dimensions, batch);
    OwnQuestion call;
    call.upstream = &server_;
    call.path = api::EmbeddingsPath(remote_.dialect);
    call.model = remote_.model.empty() ? kUnnamed : std::string_view(remote_.model);
    call.body = question;
    call.deadline = deadline_;
    call.step = StepOf(request_);
    const size_t calls_before = request_.own_calls.size();
    const Result<std::string> answer = co_await Ask(request_, call, kMostAnswer);
    if (request_.own_calls.size() > calls_before) {
      const ledger::Cost& cost = request_.own_calls.back().row.cost;
      is_unpriced_ = is_unpriced_ || cost.exactness == model::Exactness::kUnpriced;
    }
    if (!answer) co_return Fail(answer.error());
    const auto told = api::ParseEmbeddings(remote_.dialect, *answer, batch.size());
    if (!told) co_return Fail(told.error());
    if (vectors_.Give(told->dimensions, told->numbers)) co_return Status();
    co_return Fail(Error::Upstream("Its vectors have another width than before.", false));
  }

  Request& request_;
  const config::RemoteEmbedder& remote_;
  upstream::Upstream& server_;
  embed::FetchedEmbedder& vectors_;
  const MonotonicTime deadline_;
  bool is_unpriced_ = false;
};

void Warn(Request& request, const config::RemoteEmbedder& remote, std::string_view what) {
  request.shape_warnings.push_back("embedder " + remote.provider + ": " + std::string(what));
}

}  // namespace

net::Task<Status> ShapeByServer(Request& request) {
  const config::RemoteEmbedder& remote = *request.config().embedder.remote;
  const embed::TextEmbedder& table = request.state->snapshot->embedder();
  upstream::Upstream* const server = request.state->snapshot->upstreams().Find(remote.provider);
  CHECK(server != nullptr);  // the configuration was checked
  embed::FetchedEmbedder vectors(CacheOf(request, remote, *server), table);
  const Unshaped as_it_came(request);
  Fetching fetching(request, remote, *server, vectors);
  Status shaped = Shape(request, vectors);
  Status fetched;
  for (int round = 0; round < kMostRounds && shaped && fetched; ++round) {
    if (vectors.missing().empty()) break;
    fetched = co_await fetching.Run();
    as_it_came.Restore(request);
    shaped = Shape(request, fetched ? static_cast<const embed::TextEmbedder&>(vectors) : table);
  }
  if (fetching.is_unpriced()) Warn(request, remote, "its price is unknown");
  if (!fetched) Warn(request, remote, "the table was taken instead. " + fetched.error().message);
  co_return shaped;
}

}  // namespace farthing::gateway
