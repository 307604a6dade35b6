#include <string_view>

#include "api/to_anthropic.h"

namespace farthing::api::to_anthropic {
namespace {

using json::Type;

// The members of an OpenAI chat completion request. Those that are refused unless they have their
// default change the answer or do something on the side that Anthropic cannot do.
constexpr auto kRules = std::to_array<FieldRule>({
    {"model", Fate::kIgnored},
    {"messages"},
    {"max_completion_tokens"},
    {"max_tokens"},
    {"stream"},
    {"stream_options", Fate::kIgnored},  // usage is always in Anthropic's streams
    {"temperature", Fate::kTaken, "1"},
    {"top_p", Fate::kTaken, "1"},
    {"top_k"},  // an extension of many compatible servers
    {"stop"},
    {"tools"},
    {"tool_choice"},
    {"parallel_tool_calls"},
    {"response_format"},
    {"reasoning_effort"},
    {"thinking"},
    {"user"},
    {"safety_identifier"},
    {"service_tier"},
    {"cache_control"},
    {"modalities"},
    {"farthing", Fate::kIgnored},
    {"metadata", Fate::kNoted},
    {"prompt_cache_key", Fate::kNoted},
    {"prompt_cache_retention", Fate::kNoted},
    {"prompt_cache_options", Fate::kNoted},
    {"store", Fate::kRefused, "false"},
    {"n", Fate::kRefused, "1"},
    {"frequency_penalty", Fate::kRefused, "0"},
    {"presence_penalty", Fate::kRefused, "0"},
    {"logprobs", Fate::kRefused, "false"},
    {"top_logprobs", Fate::kRefused, "0"},
    {"verbosity", Fate::kRefused, "\"medium\""},
    {"logit_bias", Fate::kRefused},
    {"seed", Fate::kRefused},
    {"prediction", Fate::kRefused},
    {"audio", Fate::kRefused},
    {"web_search_options", Fate::kRefused},
    {"functions", Fate::kRefused},
    {"function_call", Fate::kRefused},
});
using RequestFields = Fields<kRules>;

int64_t WriteMaxTokens(const RequestFields& fields, const FieldPath& path, const Context& context) {
  const bool newer = static_cast<bool>(fields["max_completion_tokens"]);
  const std::string_view name = newer ? "max_completion_tokens" : "max_tokens";
  const json::Value value = newer ? fields["max_completion_tokens"] : fields["max_tokens"];
  int64_t max_tokens = context.options.default_max_tokens;
  if (value) {
    const auto asked = value.integer();
    if (!asked || *asked < 1) {
      context.log.Invalid(path.Member(name), "must be a whole number of at least 1");
    }
    max_tokens =
        CappedTokens(asked.value_or(max_tokens), path.Member(name), context.options, context.log);
  }
  context.out.IntMember("max_tokens", max_tokens);
  return max_tokens;
}

void WriteUser(const RequestFields& fields, const FieldPath& path, const Context& context) {
  const json::Value user = fields["user"], safety = fields["safety_identifier"];
  const bool has_user = Expect(user, Type::kString, path.Member("user"), context.log);
  const bool has_safety =
      Expect(safety, Type::kString, path.Member("safety_identifier"), context.log);
  if (!has_user && !has_safety) return;
  if (has_user && has_safety && user.string() != safety.string()) {
    context.log.Note(path.Member("user"), "left out, safety_identifier names the user");
  }
  const json::Value id = has_safety ? safety : user;
  context.out.Key("metadata").BeginObject().RawMember("user_id", id.raw()).EndObject();
}

void WriteServiceTier(json::Value tier, const FieldPath& path, const Context& context) {
  if (!Expect(tier, Type::kString, path, context.log)) return;
  if (tier.string() == "auto") {
    context.out.StringMember("service_tier", "auto");
  } else if (tier.string() == "default") {
    context.out.StringMember("service_tier", "standard_only");
  } else {
    context.log.Cannot(path, "Anthropic's service tiers are auto and default (standard_only)");
  }
}

void CheckModalities(json::Value modalities, const FieldPath& path, const Context& context) {
  if (!Expect(modalities, Type::kArray, path, context.log)) return;
  size_t index = 0;
  for (json::Value modality : modalities) {
    if (modality.string() != "text") {
      context.log.Cannot(path.Element(index), "Anthropic's models answer with text only");
    }
    ++index;
  }
}

}  // namespace

void WriteRequest(json::Value request, const Context& context) {
  const FieldPath root;
  const RequestFields fields(request, root, context.log);
  context.out.BeginObject().StringMember("model", context.options.served_model);
  const int64_t max_tokens = WriteMaxTokens(fields, root, context);
  WriteConversation(fields["messages"], root.Member("messages"), context);
  WriteTools({fields["tools"], fields["tool_choice"], fields["parallel_tool_calls"]}, root,
             context);
  const bool thinks = WriteThinkingAndFormat(
      {fields["thinking"], fields["reasoning_effort"], fields["response_format"],
       fields["messages"], max_tokens, ForcesTool(fields["tool_choice"])},
      root, context);
  WriteSampling({fields["temperature"], fields["top_p"], fields["top_k"], fields["stop"], thinks},
                root, context);
  WriteUser(fields, root, context);
  WriteServiceTier(fields["service_tier"], root.Member("service_tier"), context);
  CheckModalities(fields["modalities"], root.Member("modalities"), context);
  if (Expect(fields["cache_control"], Type::kObject, root.Member("cache_control"), context.log)) {
    context.out.RawMember("cache_control", fields["cache_control"].raw());
  }
  if (Expect(fields["stream"], Type::kBool, root.Member("stream"), context.log)) {
    context.out.RawMember("stream", fields["stream"].raw());
  }
  context.out.EndObject();
}

}  // namespace farthing::api::to_anthropic
