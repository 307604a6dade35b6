#include "gateway/model_fetch.h"

#include <array>

#include "api/provider_error.h"
#include "upstream/discovery.h"

namespace farthing::gateway {
namespace {

// OpenRouter's list, the longest known, has half a megabyte.
constexpr size_t kMaxList = 16 * 1024 * 1024;

}  // namespace

net::Task<Result<std::vector<std::string>>> FetchModels(net::ClientPool& pool,
                                                        const upstream::Provider& provider,
                                                        MonotonicTime deadline,
                                                        net::Interrupt& interrupt) {
  using Answer = Result<std::vector<std::string>>;
  Result<std::unique_ptr<net::ClientCall>> call = co_await pool.Connect(deadline, interrupt);
  if (!call) co_return Answer(Fail(call.error()));
  (*call)->SetDeadline(deadline);
  net::ClientCall* const raw = call->get();
  const net::Interrupt::Scope scope(&interrupt, [raw] { raw->Cancel(); });

  std::string head;
  provider.AppendHead(api::Operation::kListModels, {}, 0, &head);
  head += "\r\n";
  const std::array<std::string_view, 1> pieces{head};
  if (Status sent = co_await (*call)->Send(pieces); !sent) co_return Answer(Fail(sent.error()));
  Result<const net::ResponseHead*> answered = co_await (*call)->ReadHead(false);
  if (!answered) co_return Answer(Fail(answered.error()));

  std::string body;
  for (;;) {
    Result<std::string_view> piece = co_await (*call)->ReadBody();
    if (!piece) co_return Answer(Fail(piece.error()));
    if (piece->empty()) break;
    body.append(*piece);
    if (body.size() > kMaxList) {
      co_return Answer(Fail(Error::Upstream("The list of models is too long.", false)));
    }
  }
  const net::ResponseHead& got = **answered;
  if (got.status / 100 != 2) {
    co_return Answer(
        Fail(api::ParseProviderError(provider.dialect(), got.status, got.content_type, body)));
  }
  co_return upstream::ParseModelList(body);
}

}  // namespace farthing::gateway
