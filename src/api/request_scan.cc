#include "api/request_scan.h"

#include <charconv>
#include <span>

#include "api/own_fields.h"
#include "json/escape.h"
#include "json/writer.h"

namespace farthing::api {
namespace {

using json::Member;
using json::Type;

Error WrongType(std::string_view field, std::string_view expected) {
  std::string message(field);
  message.append(": must be ").append(expected).append(".");
  return Error::InvalidRequest(std::move(message), std::string(field));
}

Error Required(std::string_view field) {
  return Error::InvalidRequest(std::string(field) + ": is required.", std::string(field));
}

Result<bool> ReadBool(const Member& member, std::string_view body, std::string_view field) {
  if (member.type == Type::kNull) return false;
  if (member.type != Type::kBool) return Fail(WrongType(field, "true or false"));
  return body[member.value.offset] == 't';
}

Result<std::optional<int64_t>> ReadCount(const Member& member, std::string_view body) {
  if (member.type == Type::kNull) return std::nullopt;
  const std::string_view raw = member.value.In(body);
  int64_t value = 0;
  const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
  if (error != std::errc() || end != raw.data() + raw.size() || value < 0) {
    return Fail(WrongType(member.key, "a whole number that is not negative"));
  }
  return value;
}

Status ReadModel(const Member& member, std::string_view body, RequestScan* scan) {
  if (member.type != Type::kString) return Fail(WrongType("model", "a string"));
  if (!json::AppendDecoded(member.value.In(body), &scan->model)) {
    return Fail(WrongType("model", "a well-formed string"));
  }
  if (scan->model.empty()) return Fail(Error::InvalidRequest("model: must not be empty.", "model"));
  scan->model_value = member.value;
  return {};
}

json::Span CutOf(std::span<const Member> members, size_t index) {
  const json::Span whole = members[index].whole;
  if (index + 1 < members.size()) {
    return {whole.offset, members[index + 1].whole.offset - whole.offset};
  }
  if (index == 0) return whole;
  const size_t before = members[index - 1].whole.end();
  return {before, whole.end() - before};
}

bool SaysEffort(std::string_view key) {
  return key == "reasoning_effort" || key == "thinking" || key == "output_config" ||
         key == "reasoning";
}

Status ReadMember(std::span<const Member> members, size_t index, std::string_view body,
                  RequestScan* scan) {
  const Member& member = members[index];
  if (member.key == "model") return ReadModel(member, body, scan);
  if (member.key == "stream") {
    const auto stream = ReadBool(member, body, "stream");
    if (!stream) return Fail(stream.error());
    scan->stream = *stream;
  } else if (member.key == "max_tokens" || member.key == "max_completion_tokens" ||
             member.key == "n") {
    const auto count = ReadCount(member, body);
    if (!count) return Fail(count.error());
    if (member.key == "n") {
      scan->n = *count;
    } else if (*count && (member.key != "max_tokens" || !scan->max_tokens)) {
      scan->max_tokens = *count;
    }
    if (member.key == "max_tokens") scan->max_tokens_value = member.value;
    if (member.key == "max_completion_tokens") scan->max_completion_tokens_value = member.value;
  } else if (member.key == "max_output_tokens") {
    scan->max_output_tokens_value = member.value;
  } else if (member.key == "farthing") {
    scan->farthing_value = member.value;
    scan->farthing_cut = CutOf(members, index);
    Result<std::string> named = ReadOwnFields(member.value.In(body));
    if (!named) return Fail(named.error());
    scan->template_name = std::move(*named);
  } else if (SaysEffort(member.key)) {
    scan->says_effort = true;
  }
  return {};
}

Status CheckRequired(Operation operation, std::span<const Member> members,
                     const RequestScan& scan) {
  if (operation == Operation::kPassThrough) return {};
  const bool is_chat = operation == Operation::kChat || operation == Operation::kCountTokens;
  const bool has_template = is_chat && !scan.template_name.empty();
  if (scan.model.empty() && !has_template) return Fail(Required("model"));
  const std::string_view payload = is_chat ? "messages" : "input";
  const Member* found = json::FindMember(members, payload);
  if (found == nullptr && has_template) return {};
  if (found == nullptr) return Fail(Required(payload));
  if (is_chat && found->type != Type::kArray) return Fail(WrongType(payload, "an array"));
  return {};
}

Status ReadStreamOptions(std::span<const Member> members, std::string_view body, size_t base,
                         RequestScan* scan) {
  scan->stream_options_members = members.size();
  const Member* found = json::FindMember(members, "include_usage");
  if (found == nullptr) return {};
  const auto value = ReadBool(*found, body.substr(base), "stream_options.include_usage");
  if (!value) return Fail(value.error());
  scan->include_usage = *value;
  scan->include_usage_value = {base + found->value.offset, found->value.size};
  return {};
}

}  // namespace

Result<RequestScan> RequestScanner::Scan(Dialect dialect, Operation operation,
                                         std::string_view body) {
  const auto members = members_.Scan(body);
  if (!members) return Fail(members.error());
  RequestScan scan;
  for (size_t i = 0; i < members->size(); ++i) {
    if (Status status = ReadMember(*members, i, body, &scan); !status) return Fail(status.error());
  }
  if (Status status = CheckRequired(operation, *members, scan); !status) {
    return Fail(status.error());
  }
  scan.end = body.rfind('}');
  if (dialect != Dialect::kOpenAI || operation != Operation::kChat) return scan;
  const Member* options = json::FindMember(*members, "stream_options");
  if (options == nullptr) return scan;
  scan.stream_options_value = options->value;
  if (options->type == Type::kNull) return scan;
  if (options->type != Type::kObject) return Fail(WrongType("stream_options", "an object"));
  const auto inner = members_.Scan(scan.stream_options_value.In(body));
  if (!inner) return Fail(inner.error());
  Status status = ReadStreamOptions(*inner, body, scan.stream_options_value.offset, &scan);
  if (!status) return Fail(status.error());
  return scan;
}

namespace {

constexpr std::string_view kOptions = "{\"include_usage\":true}";
constexpr std::string_view kOptionsMember = ",\"stream_options\":{\"include_usage\":true}";
constexpr std::string_view kUsageFirst = "\"include_usage\":true,";

void AskForUsage(const RequestScan& scan, std::string_view body, json::Splice* splice) {
  const json::Span options = scan.stream_options_value;
  if (options.size == 0) {
    splice->Insert(scan.end, kOptionsMember);
  } else if (scan.include_usage_value.size != 0) {
    splice->Replace(scan.include_usage_value, "true");
  } else if (body[options.offset] != '{' || scan.stream_options_members == 0) {
    splice->Replace(options, kOptions);
  } else {
    splice->Insert(options.offset + 1, kUsageFirst);
  }
}

// Lowers each of the fields that allows more; where none allows any number, adds one. `digits`:
// the limit, written.
void LimitOutput(const RequestScan& scan, std::string_view body, const EditOptions& options,
                 std::string_view digits, std::string_view member, json::Splice* splice) {
  bool said = false;
  json::Span null;
  for (const json::Span value :
       {scan.max_tokens_value, scan.max_completion_tokens_value, scan.max_output_tokens_value}) {
    if (value.size == 0) continue;
    const std::string_view raw = value.In(body);
    int64_t asked = 0;
    if (std::from_chars(raw.data(), raw.data() + raw.size(), asked).ec != std::errc()) {
      null = value;
      continue;
    }
    if (asked > *options.most_output) splice->Replace(value, digits);
    said = true;
  }
  if (said) return;
  if (null.size != 0) return splice->Replace(null, digits);
  if (!member.empty()) splice->Insert(scan.end, member);
}

}  // namespace

json::Splice SameDialectEdits(const RequestScan& scan, std::string_view body,
                              const EditOptions& options, std::string* scratch) {
  json::Splice splice(body);
  scratch->clear();
  const bool renamed = !options.served_model.empty() && options.served_model != scan.model;
  if (renamed) json::AppendString(options.served_model, scratch);
  const size_t model_size = scratch->size();
  size_t digits_at = 0;
  if (options.most_output) {
    scratch->append(",\"").append(options.output_field).append("\":");
    digits_at = scratch->size();
    scratch->append(std::to_string(*options.most_output));
  }
  // Only now do the scratch's bytes stay where they are.
  const std::string_view written = *scratch;
  if (renamed && scan.model_value.size != 0) {
    splice.Replace(scan.model_value, written.substr(0, model_size));
  }
  if (scan.farthing_cut.size != 0) splice.Remove(scan.farthing_cut);
  if (options.want_stream_usage && scan.stream && !scan.include_usage) {
    AskForUsage(scan, body, &splice);
  }
  if (options.most_output) {
    const bool may_add = !options.output_field.empty();
    LimitOutput(scan, body, options, written.substr(digits_at),
                may_add ? written.substr(model_size) : std::string_view(), &splice);
  }
  return splice;
}

}  // namespace farthing::api
