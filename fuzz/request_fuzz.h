#pragma once

#include <string>
#include <string_view>

#include "api/request_scan.h"
#include "api/translate_request.h"
#include "base/check.h"
#include "json/document.h"

// What must hold of any bytes that a caller sends as a chat request.
namespace farthing::api {

// Edits of what the scanner took make JSON that it takes again, with the model asked for.
inline void CheckPassThrough(Dialect dialect, std::string_view body) {
  RequestScanner scanner;
  for (Operation operation : {Operation::kChat, Operation::kPassThrough}) {
    const auto scan = scanner.Scan(dialect, operation, body);
    if (!scan) continue;
    const bool want_usage = dialect == Dialect::kOpenAI && operation == Operation::kChat;
    std::string scratch, edited;
    SameDialectEdits(*scan, body, {"served \"model\"", want_usage}, &scratch).AppendTo(&edited);
    const auto again = scanner.Scan(dialect, operation, edited);
    CHECK(again);
    CHECK(again->farthing_cut.size == 0);
    CHECK(scan->model.empty() || again->model == "served \"model\"");
    CHECK(!want_usage || !again->stream || again->include_usage);
  }
}

// A translation is JSON, and so is its way back.
inline void CheckTranslation(Dialect from, std::string_view body) {
  const auto document = json::Document::Parse(body);
  if (!document) return;
  for (Unsupported unsupported : {Unsupported::kReject, Unsupported::kDrop}) {
    TranslateOptions options;
    options.served_model = "m";
    options.unsupported = unsupported;
    options.thinking =
        unsupported == Unsupported::kDrop ? ThinkingStyle::kBudget : ThinkingStyle::kAdaptive;
    const auto there = TranslateRequest(from, document->root(), options);
    if (!there) {
      CHECK(there.error().http_status() == 400 || there.error().http_status() == 422);
      continue;
    }
    const auto middle = json::Document::Parse(there->body);
    CHECK(middle);
    const Dialect other = from == Dialect::kOpenAI ? Dialect::kAnthropic : Dialect::kOpenAI;
    const auto back = TranslateRequest(other, middle->root(), options);
    if (back) CHECK(json::Document::Parse(back->body));
  }
}

}  // namespace farthing::api
