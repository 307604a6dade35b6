#include "lab/load/exchange.h"

namespace farthing::lab {

std::string ErrorKind(const Exchange& exchange) {
  if (!exchange.error.empty()) return exchange.error;
  switch (exchange.outcome) {
    case Outcome::kStatus:
      return "status-" + std::to_string(exchange.status);
    case Outcome::kStreamError:
      return "stream-error";
    case Outcome::kTruncated:
      return "truncated";
    case Outcome::kWrong:
      return "wrong";
    case Outcome::kOk:
      break;
  }
  return {};
}

}  // namespace farthing::lab
