#pragma once

#include <string_view>

#include "api/dialect.h"
#include "json/document.h"
#include "json/writer.h"
#include "model/usage_tally.h"

namespace farthing::api {

// Takes what a provider's answer or event says of its usage into the tally; nothing where it says
// nothing.
void TakeUsage(Dialect provider, json::Value value, model::UsageTally* tally);

// Writes the `usage` object of a chat answer in the caller's dialect.
void WriteUsage(Dialect caller, const model::Usage& usage, json::Writer* out);

// Anthropic's says the service tier too; empty: it is not known.
void WriteAnthropicUsage(const model::Usage& usage, std::string_view service_tier,
                         json::Writer* out);

}  // namespace farthing::api
