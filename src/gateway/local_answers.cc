#include "gateway/local_answers.h"

#include <array>

#include "api/error_body.h"
#include "api/models_body.h"
#include "gateway/answer_head.h"
#include "gateway/record.h"
#include "gateway/report_desk.h"
#include "gateway/report_query.h"
#include "gateway/steps.h"
#include "identity/credentials.h"
#include "ledger/report_csv.h"
#include "ledger/report_json.h"
#include "observe/prometheus_text.h"
#include "observe/snapshot.h"

namespace farthing::gateway {
namespace {

constexpr std::string_view kJson = "application/json";

net::Task<void> Send(Request& request, int status, std::string_view content_type, std::string body,
                     std::string_view more_lines = {}) {
  request.result.status = status;
  const std::array<std::string_view, 1> pieces{body};
  std::string lines = AnswerLines(request, content_type, nullptr);
  if (status == StatusOf(ErrorCode::kMethodNotAllowed)) {
    lines.append("allow: ").append(request.http.allow).append("\r\n");
  }
  lines += more_lines;
  co_await request.exchange.Respond(status, lines, pieces);
}

net::Task<void> SendError(Request& request, Error error) {
  request.result.error_slug = error.slug;
  request.result.error_message = error.message;
  std::string lines;
  if (error.retry_after) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(*error.retry_after);
    lines = "retry-after: " + std::to_string(seconds.count()) + "\r\n";
  }
  co_await Send(request, error.http_status(), kJson,
                api::ErrorBody(request.http.dialect, error, request.id.view()), lines);
}

Error NoSuchPath(const Request& request) {
  return Error::NotFound("There is nothing at " + std::string(request.exchange.head().path) +
                             "; the API lies under /v1, probes under /health, metrics at /metrics.",
                         "path_not_found");
}

Error WrongMethod(const Request& request) {
  Error error;
  error.code = ErrorCode::kMethodNotAllowed;
  error.message = std::string(request.exchange.head().path) + " does not answer " +
                  std::string(request.exchange.head().method_name) + ".";
  error.slug = "method_not_allowed";
  return error;
}

Status CheckAdmin(const Request& request) {
  const net::RequestHead& head = request.exchange.head();
  const auto optional = [](std::string_view value) {
    return value.data() == nullptr ? std::nullopt : std::optional(value);
  };
  Result<std::string_view> token =
      identity::PresentedSecret(optional(head.authorization), optional(head.x_api_key));
  if (token && request.worker.shared.admin_token.Matches(*token)) return {};
  return Fail(Error::Unauthenticated(
      "The admin token is missing or wrong; it is in FARTHING_ADMIN_TOKEN or in the file "
      "admin-token of the data directory."));
}

// What others know is read when somebody looks.
void ShowState(const Request& request) {
  const ledger::Ledger& ledger = request.worker.shared.ledger;
  request.worker.shared.metrics.SetLedger(
      {.up = ledger.is_well(), .rows = ledger.rows_taken(), .waiting_rows = ledger.rows_waiting()});
  for (const auto& upstream : request.state->snapshot->upstreams().all()) {
    for (uint32_t key = 0; key < upstream->keys.size(); ++key) {
      request.worker.shared.metrics.SetBreaker(upstream->provider.name(), key,
                                               upstream->keys.is_breaker_closed(key)
                                                   ? observe::BreakerState::kClosed
                                                   : observe::BreakerState::kOpen);
    }
  }
}

api::ModelEntry EntryOf(const Request& request, std::string_view name) {
  api::ModelEntry entry;
  entry.id = name;
  entry.owned_by = name.find('/') == std::string_view::npos ? std::string_view("farthing")
                                                            : name.substr(0, name.find('/'));
  for (const config::Model& card : request.config().models) {
    if (card.name != name) continue;
    entry.context = card.context;
    entry.max_output_tokens = card.max_output_tokens;
    const auto rate = [&card](model::RateKind kind) {
      const auto& text = card.price.rates[static_cast<size_t>(kind)];
      return text ? std::string_view(*text) : std::string_view();
    };
    entry.input_price = rate(model::RateKind::kInput);
    entry.output_price = rate(model::RateKind::kOutput);
  }
  return entry;
}

net::Task<void> SendModels(Request& request) {
  const std::vector<std::string> names =
      request.state->snapshot->resolver().Names(*request.state->lists);
  std::vector<api::ModelEntry> entries;
  for (const std::string& name : names) {
    if (request.identity->MayUseModel(name)) entries.push_back(EntryOf(request, name));
  }
  co_await Send(request, 200, kJson, api::ModelsBody(request.http.dialect, entries));
}

net::Task<void> SendModel(Request& request) {
  const std::string name = PercentDecoded(request.http.argument);
  const Result<upstream::Candidates> found = request.state->snapshot->resolver().Resolve(
      {.model = name}, *request.state->lists, request.loop().now());
  if (!found) {
    co_await SendError(request, found.error());
  } else if (!request.identity->MayUseModel(name)) {
    co_await SendError(request,
                       Error::Forbidden("This key may not use the model \"" + name + "\"."));
  } else {
    co_await Send(request, 200, kJson,
                  api::ModelBody(request.http.dialect, EntryOf(request, name)));
  }
}

net::Task<void> SendPreflight(Request& request) {
  std::string lines = CorsLines(request.config(), request.exchange.head());
  lines +=
      "access-control-allow-methods: GET, POST, PUT, PATCH, DELETE\r\n"
      "access-control-max-age: 86400\r\n";
  const std::string_view asked = request.exchange.head().Find("access-control-request-headers");
  if (!asked.empty()) lines.append("access-control-allow-headers: ").append(asked).append("\r\n");
  request.result.status = 204;
  const std::span<const std::string_view> nothing;
  co_await request.exchange.Respond(204, lines, nothing);
}

net::Task<void> SendMetrics(Request& request) {
  ShowState(request);
  const std::vector<observe::FamilySamples> families = request.worker.shared.metrics.Collect();
  co_await Send(request, 200, observe::kPrometheusContentType,
                observe::RenderPrometheus(families, observe::ReadProcessStats()));
}

net::Task<void> SendLive(Request& request) {
  ShowState(request);
  const Shared& shared = request.worker.shared;
  co_await Send(request, 200, kJson,
                observe::EncodeSnapshot(observe::TakeSnapshot(
                    shared.metrics, shared.clock.WallNow(), shared.clock.Now() - shared.started)));
}

// Where nothing was ever recorded.
ledger::Report EmptyReport(const ledger::Question& question) {
  ledger::Report report{.from = question.from, .to = question.to, .by = question.by};
  report.before_from = question.from - (question.to - question.from);
  return report;
}

net::Task<void> SendReport(Request& request) {
  const net::RequestHead& head = request.exchange.head();
  Shared& shared = request.worker.shared;
  const auto question = ReadReportQuery(head.query, shared.clock.WallNow());
  if (!question) {
    co_await SendError(request, question.error());
    co_return;
  }
  request.exchange.OnHangup([&request] { request.interrupt.Trigger(); });
  Result<ledger::Report> report =
      co_await shared.reports.Ask(request.loop(), *question, request.interrupt);
  if (request.interrupt.triggered()) co_return;
  const bool is_young = !report && report.error().code == ErrorCode::kNotFound;
  if (is_young && shared.ledger.is_well()) report = EmptyReport(*question);
  if (!report) {
    co_await SendError(request, report.error());
  } else if (net::HasToken(head.Find("accept"), "text/csv")) {
    co_await Send(request, 200, "text/csv; charset=utf-8", ReportAsCsv(*report));
  } else {
    co_await Send(request, 200, kJson, ReportAsJson(*report));
  }
}

net::Task<void> SendReady(Request& request) {
  const bool ready = request.worker.shared.ready.load() && !request.worker.draining;
  co_await Send(request, ready ? 200 : 503, kJson,
                ready ? R"({"status":"ready"})" : R"({"status":"not ready"})");
}

net::Task<void> Reload(Request& request) {
  Status reloaded = request.worker.shared.reload();
  if (reloaded) {
    co_await Send(request, 200, kJson, R"({"status":"reloaded"})");
  } else {
    Error error = reloaded.error();
    error.status = 400;
    error.slug = "invalid_configuration";
    co_await SendError(request, std::move(error));
  }
}

Status CheckAccess(Request& request) {
  switch (request.http.access) {
    case Access::kOpen:
      return {};
    case Access::kKey:
      return Identify(request);
    case Access::kAdmin:
      return CheckAdmin(request);
  }
  return {};
}

net::Task<void> Dispatch(Request& request) {
  switch (request.http.service) {
    case Service::kListModels:
      return SendModels(request);
    case Service::kGetModel:
      return SendModel(request);
    case Service::kLive:
      return Send(request, 200, kJson, R"({"status":"live"})");
    case Service::kReady:
      return SendReady(request);
    case Service::kMetrics:
      return SendMetrics(request);
    case Service::kAdminLive:
      return SendLive(request);
    case Service::kAdminReport:
      return SendReport(request);
    case Service::kAdminReload:
      return Reload(request);
    case Service::kWrongMethod:
      return SendError(request, WrongMethod(request));
    case Service::kModelCall:
    case Service::kNotFound:
      break;
  }
  return SendError(request, NoSuchPath(request));
}

}  // namespace

bool IsPreflight(const Request& request) {
  const net::RequestHead& head = request.exchange.head();
  return head.method == net::Method::kOptions && !CorsLines(request.config(), head).empty();
}

net::Task<void> AnswerLocally(Request& request) {
  if (IsPreflight(request)) {
    co_await SendPreflight(request);
  } else if (Status allowed = CheckAccess(request); !allowed) {
    co_await SendError(request, allowed.error());
  } else {
    co_await Dispatch(request);
  }
  // Probes and scrapers are no requests; who asks for what does not exist may want to know why.
  const bool is_probe =
      request.http.access == Access::kOpen && request.http.service != Service::kNotFound;
  if (!is_probe) Record(request);
}

}  // namespace farthing::gateway
