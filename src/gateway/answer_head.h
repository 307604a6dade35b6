#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/reply.h"
#include "gateway/request.h"

namespace farthing::gateway {

// The tier that a model was chosen for, or has; 0: none.
int TierOf(const upstream::Candidate& candidate);

// An amount as callers read it: "0.0017535", or "unpriced".
std::string SaidUsd(const std::optional<Money>& money);

// The header lines of an answer, each ended by CR LF: the content type, what the gateway says of
// itself, what a browser must be told, and what of the provider's headers goes to the caller
// (`reply` may be null: there is none). Of a provider's error answer `error_lines` remain, see
// below. There always is a request id under the name that the caller's dialect has for it.
std::string AnswerLines(const Request& request, std::string_view content_type, const Reply* reply,
                        std::string_view error_lines = {});

// Of the headers of a provider's error answer, those for the caller; without retry-after, which the
// error itself tells.
std::string ErrorLines(const Request& request, const upstream::Candidate& candidate,
                       const Reply& reply);

// Of the answer to a request that could not even be read.
std::string RefusalLines(api::Dialect dialect, std::string_view id);

// Access-Control-Allow-Origin and its like for a request from a browser; "" where the configuration
// does not admit its origin.
std::string CorsLines(const config::Config& config, const net::RequestHead& head);

}  // namespace farthing::gateway
