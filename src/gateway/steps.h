#pragma once

#include "base/error.h"
#include "gateway/request.h"
#include "net/task.h"

namespace farthing::gateway {

// The steps of the pipeline before a provider is called. Each fills in its part of the request or
// says what is wrong.

// identify: key → tenant and rights, and the tags that the request goes by.
Status Identify(Request& request);

// admit: sheds load instead of queueing it. What it admits must leave by Depart.
Status Admit(Request& request);
void Depart(Request& request);

// parse: the body, and of it what the gateway must know.
net::Task<Status> Parse(Request& request);

// resolve: the route, and the models to try in order.
Status Resolve(Request& request);

// Whether a provider can be asked to count tokens; where none of a request's can, they are
// estimated.
bool CanCountTokens(const upstream::Provider& provider);

}  // namespace farthing::gateway
