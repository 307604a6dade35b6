#include <array>
#include <boost/container/small_vector.hpp>

#include "net/chunked.h"
#include "net/server_connection.h"

namespace farthing::net {

using Pieces = boost::container::small_vector<std::string_view, 16>;
using Answer = ServerConnection::Answer;

const RequestHead& Exchange::head() const { return connection_.head_; }
const Address& Exchange::peer() const { return connection_.peer_; }
Loop& Exchange::loop() const { return connection_.socket_.loop(); }
bool Exchange::hung_up() const { return connection_.socket_.hung_up(); }
bool Exchange::responded() const { return connection_.sent_bytes_ > 0; }
uint64_t Exchange::bytes_received() const { return connection_.body_bytes_; }
uint64_t Exchange::bytes_sent() const { return connection_.sent_bytes_; }

Task<Result<std::string_view>> Exchange::ReadBody() { return connection_.ReadBody(); }

void Exchange::OnHangup(std::function<void()> hook) {
  connection_.socket_.OnHangup(std::move(hook));
}

void Exchange::CutStream() {
  if (connection_.InStream()) connection_.Cut();
}

void Exchange::Abort() { connection_.answer_ = Answer::kAborted; }

Task<bool> Exchange::Respond(int status, std::string_view header_lines,
                             std::span<const std::string_view> body) {
  ServerConnection& connection = connection_;
  if (connection.answer_ != Answer::kNone) co_return false;
  size_t size = 0;
  for (const std::string_view piece : body) size += piece.size();
  connection.BuildHead(status, header_lines, size);
  Pieces pieces{connection.out_};
  if (!connection.bodyless_) pieces.insert(pieces.end(), body.begin(), body.end());
  const bool written = co_await connection.Write(pieces);
  connection.answer_ = written ? Answer::kComplete : Answer::kAborted;
  co_return written;
}

void Exchange::StartStream(int status, std::string_view header_lines) {
  connection_.BuildHead(status, header_lines, std::nullopt);
  connection_.answer_ = Answer::kStreamPending;
  // Only a reset tells an HTTP/1.0 caller that a body without a length is not whole, also when this
  // process is killed.
  if (connection_.head_.minor_version == 0) connection_.socket_.ResetOnClose(true);
}

Task<bool> Exchange::WriteStream(std::span<const std::string_view> data) {
  ServerConnection& connection = connection_;
  if (!connection.InStream()) co_return false;
  if (connection.answer_ == Answer::kStreaming) connection.out_.clear();
  connection.answer_ = Answer::kStreaming;
  if (connection.bodyless_) data = {};
  size_t size = 0;
  for (const std::string_view piece : data) size += piece.size();
  const bool chunked = connection.head_.minor_version == 1;
  if (chunked && size > 0) AppendChunkSize(size, &connection.out_);
  Pieces pieces{connection.out_};
  pieces.insert(pieces.end(), data.begin(), data.end());
  if (chunked && size > 0) pieces.push_back("\r\n");
  const bool written = co_await connection.Write(pieces);
  if (!written) connection.answer_ = Answer::kAborted;
  if (written && connection.TurnIsOver(size)) co_await loop().Yield();
  co_return written;
}

Task<bool> Exchange::EndStream() {
  ServerConnection& connection = connection_;
  if (!connection.InStream()) co_return false;
  if (connection.answer_ == Answer::kStreaming) connection.out_.clear();
  const bool chunked = connection.head_.minor_version == 1;
  if (chunked && !connection.bodyless_) connection.out_.append(kLastChunk);
  if (!chunked) connection.socket_.ResetOnClose(false);
  const std::array<std::string_view, 1> pieces{connection.out_};
  const bool written = co_await connection.Write(pieces);
  connection.answer_ = written ? Answer::kComplete : Answer::kAborted;
  co_return written;
}

}  // namespace farthing::net
