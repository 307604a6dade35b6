#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/dialect.h"
#include "base/error.h"
#include "json/members.h"
#include "json/splice.h"

namespace farthing::api {

// What the gateway must know of a JSON request whose bytes otherwise pass through. Spans are of the
// scanned body.
struct RequestScan {
  std::string model;  // decoded; "" only where the operation does not demand one, or a template may
  json::Span model_value;
  bool stream = false;
  bool include_usage = false;  // OpenAI chat: the caller asked for usage in the stream
  std::optional<int64_t> n;
  std::optional<int64_t> max_tokens;  // max_completion_tokens goes before max_tokens
  json::Span max_tokens_value;        // empty: absent; so for the next two
  json::Span max_completion_tokens_value;
  json::Span max_output_tokens_value;  // of OpenAI's responses
  bool says_effort = false;  // reasoning_effort, reasoning, thinking or output_config is there
  // That `farthing` names; "" none. Only with one a chat may lack its messages and its model.
  std::string template_name;
  json::Span farthing_value;        // of the member "farthing"; empty: absent
  json::Span farthing_cut;          // the same with its key and comma
  json::Span include_usage_value;   // inside stream_options; empty: absent
  json::Span stream_options_value;  // empty: absent
  size_t stream_options_members = 0;
  size_t end = 0;  // offset of the object's closing brace
};

// Reads the top level of a request once, building nothing: below a microsecond at 600 B. One
// scanner a worker, reused; one thread.
class RequestScanner {
 public:
  // kInvalidRequest, with the field in `param`, when the body is no JSON object, lacks what the
  // operation demands, or has a field of the wrong type. What it does not read it does not judge.
  Result<RequestScan> Scan(Dialect dialect, Operation operation, std::string_view body);

 private:
  json::MemberScanner members_;
};

struct EditOptions {
  std::string_view served_model;       // "": as the caller wrote it
  bool want_stream_usage = false;      // an OpenAI provider that takes stream_options.include_usage
  std::optional<int64_t> most_output;  // tokens of the answer: lowers what the caller allows
  std::string_view output_field;       // where that is put when the caller allows any number
};

// The edits that make a caller's request one to a provider of the same dialect: the model's name
// where it differs, `farthing` cut, usage asked for in a stream, the answer's length limited.
// Everything else stays byte for byte. `scratch` holds new bytes: it must live, unchanged, as long
// as the splice is used, as must the body.
json::Splice SameDialectEdits(const RequestScan& scan, std::string_view body,
                              const EditOptions& options, std::string* scratch);

}  // namespace farthing::api
