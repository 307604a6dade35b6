#include <string>
#include <string_view>

#include "api/error_body.h"
#include "api/to_openai.h"
#include "base/hash.h"

namespace farthing::api::to_openai {
namespace {

using json::Type;

constexpr size_t kMostStops = 4;       // OpenAI's bound
constexpr size_t kMostUserBytes = 64;  // the same

// The members of an Anthropic messages request.
constexpr auto kRules = std::to_array<FieldRule>({
    {"model", Fate::kIgnored},
    {"messages"},
    {"system"},
    {"max_tokens"},
    {"stream"},
    {"temperature"},
    {"top_p"},
    {"top_k"},
    {"stop_sequences"},
    {"tools"},
    {"tool_choice"},
    {"thinking"},
    {"output_config"},
    {"output_format"},
    {"metadata"},
    {"service_tier"},
    {"context_management"},
    {"thread"},
    {"farthing", Fate::kIgnored},
    {"diagnostics", Fate::kIgnored},
    {"cache_control", Fate::kIgnored},  // OpenAI's caches need no marks
    {"speed", Fate::kRefused, "\"standard\""},
    {"inference_geo", Fate::kRefused},
    {"mcp_servers", Fate::kRefused},
    {"container", Fate::kRefused},
});
using RequestFields = Fields<kRules>;

int64_t WriteMaxTokens(json::Value value, const FieldPath& path, const Context& context) {
  const auto asked = value.integer();
  if (!value) {
    context.log.Invalid(path, "is required");
  } else if (!asked || *asked < 1) {
    context.log.Invalid(path, "must be a whole number of at least 1");
  }
  const bool newer = context.target().max_completion_tokens;
  context.out.IntMember(newer ? "max_completion_tokens" : "max_tokens",
                        CappedTokens(asked.value_or(1), path, context.options, context.log));
  return asked.value_or(1);
}

void WriteSampling(const RequestFields& fields, const FieldPath& path, const Context& context) {
  if (Expect(fields["temperature"], Type::kNumber, path.Member("temperature"), context.log)) {
    context.out.RawMember("temperature", fields["temperature"].raw());
  }
  if (Expect(fields["top_p"], Type::kNumber, path.Member("top_p"), context.log)) {
    context.out.RawMember("top_p", fields["top_p"].raw());
  }
  if (Expect(fields["top_k"], Type::kNumber, path.Member("top_k"), context.log)) {
    if (context.target().takes_top_k) {
      context.out.RawMember("top_k", fields["top_k"].raw());
    } else {
      context.log.Cannot(path.Member("top_k"), "this provider has no such limit");
    }
  }
}

void WriteStop(json::Value stop, const FieldPath& path, const Context& context) {
  if (!Expect(stop, Type::kArray, path, context.log) || stop.size() == 0) return;
  size_t index = 0;
  for (json::Value sequence : stop)
    Demand(sequence, Type::kString, path.Element(index++), context.log);
  if (context.target().is_openai && stop.size() > kMostStops) {
    return context.log.Cannot(path, "OpenAI takes four stop sequences at most");
  }
  context.out.RawMember("stop", stop.raw());
}

constexpr auto kMetadataRules = std::to_array<FieldRule>({{"user_id"}});

// An id that OpenAI would refuse for its length becomes a hash of itself: all that anybody may do
// with it is to tell users apart.
void WriteUser(json::Value metadata, const FieldPath& path, const Context& context) {
  if (!Expect(metadata, Type::kObject, path, context.log)) return;
  const Fields<kMetadataRules> fields(metadata, path, context.log);
  const json::Value id = fields["user_id"];
  if (!Expect(id, Type::kString, path.Member("user_id"), context.log)) return;
  if (!context.target().takes_user) {
    context.log.Note(path.Member("user_id"), "left out, this provider takes no user");
  } else if (id.string().size() <= kMostUserBytes) {
    context.out.RawMember("user", id.raw());
  } else {
    const Sha256Digest digest = Sha256(id.string());
    context.out.StringMember("user", HexEncode(digest));
  }
}

void WriteServiceTier(json::Value tier, const FieldPath& path, const Context& context) {
  if (!Expect(tier, Type::kString, path, context.log)) return;
  if (tier.string() == "auto") {
    if (context.target().is_openai) context.out.StringMember("service_tier", "auto");
  } else if (tier.string() == "standard_only") {
    if (context.target().is_openai) context.out.StringMember("service_tier", "default");
  } else {
    context.log.Invalid(path, "must be auto or standard_only");
  }
}

// Edits that clear thinking ask for what happens anyway where no thinking is sent.
void CheckContextManagement(json::Value management, const FieldPath& path, const Context& context) {
  if (!Expect(management, Type::kObject, path, context.log)) return;
  const FieldPath edits_path = path.Member("edits");
  size_t index = 0;
  for (json::Value edit : management.Find("edits")) {
    const FieldPath place = edits_path.Element(index++);
    if (!edit.Find("type").string().starts_with("clear_thinking_")) {
      context.log.Cannot(place, "OpenAI's dialect has no context editing");
    }
  }
}

// A request that goes on with a thread holds no more than the conversation's end.
void RefuseThread(json::Value thread, const FieldPath& path, const Context& context) {
  if (!thread || thread.is_null()) return;
  context.log.Never(path, "this provider holds no conversations; send all the messages",
                    kThreadUnsupported);
}

void WriteStream(json::Value stream, const FieldPath& path, const Context& context) {
  if (!Expect(stream, Type::kBool, path, context.log)) return;
  context.out.RawMember("stream", stream.raw());
  if (stream.boolean().value_or(false) && context.target().takes_include_usage) {
    context.out.Key("stream_options").BeginObject().RawMember("include_usage", "true").EndObject();
  }
}

}  // namespace

void WriteRequest(json::Value request, const Context& context) {
  const FieldPath root;
  const RequestFields fields(request, root, context.log);
  context.out.BeginObject().StringMember("model", context.options.served_model);
  RefuseThread(fields["thread"], root.Member("thread"), context);
  WriteConversation(fields["system"], fields["messages"], root, context);
  const int64_t max_tokens =
      WriteMaxTokens(fields["max_tokens"], root.Member("max_tokens"), context);
  WriteTools(fields["tools"], fields["tool_choice"], root, context);
  WriteSampling(fields, root, context);
  WriteStop(fields["stop_sequences"], root.Member("stop_sequences"), context);
  WriteOutput({fields["thinking"], fields["output_config"], fields["output_format"], max_tokens},
              root, context);
  WriteUser(fields["metadata"], root.Member("metadata"), context);
  WriteServiceTier(fields["service_tier"], root.Member("service_tier"), context);
  CheckContextManagement(fields["context_management"], root.Member("context_management"), context);
  WriteStream(fields["stream"], root.Member("stream"), context);
  context.out.EndObject();
}

}  // namespace farthing::api::to_openai
