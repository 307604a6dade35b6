#include "net/status_text.h"

#include <array>
#include <memory>
#include <string>

namespace farthing::net {
namespace {

std::string_view Reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 402:
      return "Payment Required";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 529:
      return "Overloaded";
    default:
      return "Status";
  }
}

using Lines = std::array<std::string, 600>;

const Lines* MakeLines() {
  auto* lines = new Lines;
  for (size_t status = 100; status < lines->size(); ++status) {
    (*lines)[status] = std::to_string(status) + " ";
    (*lines)[status] += Reason(static_cast<int>(status));
    (*lines)[status] += "\r\n";
  }
  return lines;
}

}  // namespace

std::string_view StatusLine(int status) {
  static const Lines& lines = *MakeLines();
  return lines[status >= 100 && status < 600 ? static_cast<size_t>(status) : 500];
}

}  // namespace farthing::net
