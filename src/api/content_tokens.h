#pragma once

#include "api/request_counter.h"
#include "json/document.h"

namespace farthing::api {

// Counts what a message or an item says: a text, or blocks of either dialect, as deep as they go.
// Of an array of strings or numbers (completions, embeddings) every number is a token.
void CountContent(json::Value content, int32_t index, RequestCounter* counter);

}  // namespace farthing::api
