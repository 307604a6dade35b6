#pragma once

#include "base/error.h"
#include "gateway/request.h"

namespace farthing::gateway {

// template: the named prompt that a request is put into, the caller's (`farthing.template`) or else
// the route's.

// Before the route is known: the template that the caller names, and its model where the request
// names none. Errors: kNotFound, kInvalidRequest.
Status TakeNamedTemplate(Request& request);

// The route's template for chats that name none, unless the caller switches shaping off; and the
// template's model where the request asks for `auto`.
void TakeRouteTemplate(Request& request);

// Renders it for the model that will be asked first. Errors: shape::Render's.
Status RenderTemplate(Request& request);

}  // namespace farthing::gateway
