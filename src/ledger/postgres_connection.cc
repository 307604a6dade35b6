#include "ledger/postgres_connection.h"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>
#include <vector>

namespace farthing::ledger {
namespace {

using std::chrono::milliseconds;

// COPY's lines are handed over in parts of that size.
constexpr size_t kCopyPart = size_t{1} << 16;

}  // namespace

void PostgresAnswer::Clear::operator()(pg_result* result) const { PQclear(result); }
void PostgresConnection::Finish::operator()(pg_conn* connection) const { PQfinish(connection); }

int PostgresAnswer::rows() const { return PQntuples(result_.get()); }

int64_t PostgresAnswer::touched() const {
  const std::string_view text = PQcmdTuples(result_.get());
  int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::optional<int64_t> PostgresAnswer::Integer(int row, int column) const {
  const std::string_view text = Text(row, column);
  int64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string_view PostgresAnswer::Text(int row, int column) const {
  return {PQgetvalue(result_.get(), row, column),
          static_cast<size_t>(PQgetlength(result_.get(), row, column))};
}

Result<std::unique_ptr<PostgresConnection>> PostgresConnection::Open(
    const std::string& connection_string, Patience patience) {
  Result<PostgresAddress> address = PostgresAddress::Parse(connection_string);
  if (!address) return Fail(address.error());
  std::unique_ptr<PostgresConnection> connection(
      new PostgresConnection(std::move(*address), patience));
  if (Status connected = connection->Connect(); !connected) return Fail(connected.error());
  const char* const encoding = PQparameterStatus(connection->connection_.get(), "server_encoding");
  if (encoding != nullptr && encoding != std::string_view("UTF8")) {
    return Fail(connection->Trouble(fmt::format(
        "its encoding is {}; make one with `CREATE DATABASE … ENCODING 'UTF8'`", encoding)));
  }
  return connection;
}

Status PostgresConnection::Connect() {
  const char* const keywords[] = {"dbname", "fallback_application_name", "client_encoding",
                                  nullptr};
  const char* const values[] = {address_.connection_string().c_str(), "farthing", "UTF8", nullptr};
  connection_.reset(PQconnectStartParams(keywords, values, /*expand_dbname=*/1));
  if (connection_ == nullptr || PQstatus(connection_.get()) == CONNECTION_BAD) {
    return Fail(LastTrouble());
  }
  PQsetNoticeProcessor(connection_.get(), [](void*, const char*) {}, nullptr);
  for (PostgresPollingStatusType next = PGRES_POLLING_WRITING; next != PGRES_POLLING_OK;
       next = PQconnectPoll(connection_.get())) {
    if (next == PGRES_POLLING_FAILED) return Fail(LastTrouble());
    const short events = next == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    if (Status ready = Wait(events, kConnectPatience); !ready) return ready;
  }
  PQsetnonblocking(connection_.get(), 1);
  return {};
}

bool PostgresConnection::InTransaction() const {
  return PQtransactionStatus(connection_.get()) != PQTRANS_IDLE;
}

Error PostgresConnection::Trouble(std::string_view what) const {
  return Error::Internal("PostgreSQL at " + place() + ": " + address_.Redact(what));
}

Error PostgresConnection::LastTrouble() const {
  return Trouble(connection_ == nullptr ? "out of memory" : PQerrorMessage(connection_.get()));
}

// Until the socket can be read or written, as asked.
Status PostgresConnection::Wait(short events, Patience patience) {
  pollfd socket{.fd = PQsocket(connection_.get()), .events = events, .revents = 0};
  int ready = -1;
  do {
    ready = poll(&socket, 1, static_cast<int>(milliseconds(patience).count()));
  } while (ready < 0 && errno == EINTR);
  if (ready > 0) return {};
  is_lost_ = true;
  if (ready < 0) return Fail(Trouble(std::strerror(errno)));
  return Fail(Trouble(fmt::format("no answer for {} seconds", patience.count())));
}

// Sends all that is to be sent, and reads meanwhile, so that neither side waits for the other.
Status PostgresConnection::Flush() {
  for (;;) {
    const int flushed = PQflush(connection_.get());
    if (flushed == 0) return {};
    if (flushed < 0) {
      is_lost_ = true;
      return Fail(LastTrouble());
    }
    if (Status ready = Wait(POLLIN | POLLOUT, patience_); !ready) return ready;
    if (PQconsumeInput(connection_.get()) == 0) return Fail(LastTrouble());
  }
}

// The next answer; an empty one when there is none left.
Result<PostgresAnswer> PostgresConnection::Receive() {
  if (Status sent = Flush(); !sent) return Fail(sent.error());
  while (PQisBusy(connection_.get()) != 0) {
    if (Status ready = Wait(POLLIN, patience_); !ready) return Fail(ready.error());
    if (PQconsumeInput(connection_.get()) == 0) {
      is_lost_ = true;
      return Fail(LastTrouble());
    }
  }
  return PostgresAnswer(PQgetResult(connection_.get()));
}

Result<PostgresAnswer> PostgresConnection::Check(PostgresAnswer answer) const {
  const ExecStatusType status = PQresultStatus(answer.result_.get());
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_COPY_IN) {
    return answer;
  }
  // Not its detail, which may quote rows.
  const char* const what = PQresultErrorField(answer.result_.get(), PG_DIAG_MESSAGE_PRIMARY);
  return Fail(what == nullptr ? LastTrouble() : Trouble(what));
}

// All answers are read to their end; the first error counts.
Result<PostgresAnswer> PostgresConnection::ReceiveLast() {
  Result<PostgresAnswer> last = Fail(Trouble("no answer"));
  bool failed = false;
  for (;;) {
    Result<PostgresAnswer> next = Receive();
    if (!next) return next;
    if (next->result_ == nullptr) return last;
    if (failed) continue;
    last = Check(std::move(*next));
    failed = !last;
  }
}

Result<PostgresAnswer> PostgresConnection::Execute(const std::string& sql) {
  if (is_lost_) return Fail(Trouble("the connection was lost"));
  if (PQsendQuery(connection_.get(), sql.c_str()) == 0) return Fail(LastTrouble());
  return ReceiveLast();
}

Result<PostgresAnswer> PostgresConnection::Execute(const std::string& sql,
                                                   std::span<const std::string> parameters) {
  if (is_lost_) return Fail(Trouble("the connection was lost"));
  std::vector<const char*> values;
  for (const std::string& parameter : parameters) values.push_back(parameter.c_str());
  const int sent =
      PQsendQueryParams(connection_.get(), sql.c_str(), static_cast<int>(values.size()), nullptr,
                        values.data(), nullptr, nullptr, /*resultFormat=*/0);
  if (sent == 0) return Fail(LastTrouble());
  return ReceiveLast();
}

Status PostgresConnection::Copy(const std::string& sql, std::string_view lines) {
  if (is_lost_) return Fail(Trouble("the connection was lost"));
  if (PQsendQuery(connection_.get(), sql.c_str()) == 0) return Fail(LastTrouble());
  const Result<PostgresAnswer> ready =
      Receive().and_then([this](PostgresAnswer answer) { return Check(std::move(answer)); });
  if (!ready) {
    if (!is_lost_) (void)ReceiveLast();
    return Fail(ready.error());
  }
  while (!lines.empty()) {
    const std::string_view part = lines.substr(0, kCopyPart);
    const int put = PQputCopyData(connection_.get(), part.data(), static_cast<int>(part.size()));
    if (put < 0) return Fail(LastTrouble());
    if (put > 0) lines.remove_prefix(part.size());
    if (Status sent = Flush(); !sent) return sent;
  }
  if (PQputCopyEnd(connection_.get(), nullptr) < 0) return Fail(LastTrouble());
  const Result<PostgresAnswer> done = ReceiveLast();
  return done ? Status() : Status(Fail(done.error()));
}

}  // namespace farthing::ledger
