#include "api/request_tokens.h"

#include <algorithm>

#include "api/content_tokens.h"
#include "api/function_types.h"
#include "api/request_counter.h"

namespace farthing::api {
namespace {

// Which way a model is shown tools is known from outside only: so far off have counts been seen.
constexpr int kCallForm = 2;  // of tools, beside a message's
constexpr int64_t kToolsPercent = 6, kToolsSlack = 8;
constexpr int64_t kCallLow = -2, kCallHigh = 6;

// OpenAI's, in the order of npm gpt-tokenizer's names for them.
constexpr int64_t kFunctionCall = 3, kFunctionResult = -2;
constexpr int64_t kSystemBesideTools = -4;
constexpr int64_t kNoCall = 1, kNamedCall = 4;

TokenBand Around(int64_t tokens, int64_t below, int64_t above) {
  return {.tokens = tokens, .low = tokens - below, .high = tokens + above, .exact = false};
}

class Walk {
 public:
  Walk(json::Value request, RequestCounter& counter)
      : request_(request), counter_(counter), form_(counter.rule().form) {
    tools_ = request.Find("tools");
    if (tools_.size() == 0) tools_ = request.Find("functions");
  }

  void All() {
    CountSystem();
    CountMessages();
    CountInputs();
    if (tools_.size() > 0) CountTools();
    CountSchema();
  }

 private:
  void CountSystem() {
    for (const std::string_view member : {"system", "instructions"}) {
      const json::Value system = request_.Find(member);
      if (system.is_string()) counter_.Text(PartKind::kSystem, -1, system.string());
      for (json::Value block : system) {
        counter_.Text(PartKind::kSystem, -1, block.Find("text").string());
      }
    }
    if (request_.Find("instructions").size() > 0 || request_.Find("instructions").is_string()) {
      counter_.Form(PartKind::kSystem, -1, form_.message);
      counter_.Has(token::FormCount::kMessage);
    }
  }

  void CountMessages() {
    const json::Value messages = request_.Find("messages");
    if (messages.size() == 0) return;
    counter_.Form(PartKind::kOverhead, -1, form_.request);
    counter_.Has(token::FormCount::kRequest);
    counter_.Has(token::FormCount::kMessage, messages.size());
    int32_t index = 0;
    for (json::Value message : messages) {
      if (counter_.is_over()) return;
      CountMessage(message, index++);
    }
  }

  void CountMessage(json::Value message, int32_t index) {
    counter_.Form(PartKind::kMessage, index, form_.message);
    if (const json::Value name = message.Find("name"); name.is_string()) {
      counter_.Text(PartKind::kMessage, index, name.string());
      counter_.Form(PartKind::kMessage, index, form_.name);
    }
    const json::Value content = message.Find("content");
    if (IsSystemBesideTools(message)) {
      counter_.Text(PartKind::kMessage, index, std::string(content.string()) + "\n");
    } else {
      CountContent(content, index, &counter_);
    }
    if (counter_.rule().tools_as_types && message.Find("role").string() == "function") {
      counter_.Form(PartKind::kMessage, index, kFunctionResult);
    }
    for (json::Value call : message.Find("tool_calls")) CountCall(call.Find("function"), index);
    if (const json::Value call = message.Find("function_call")) CountCall(call, index);
  }

  // OpenAI puts the functions behind the first system message, on a line of their own.
  bool IsSystemBesideTools(json::Value message) {
    const bool is_one = counter_.rule().tools_as_types && tools_.size() > 0 && !met_system_ &&
                        message.Find("role").string() == "system" &&
                        message.Find("content").is_string();
    if (!is_one) return false;
    met_system_ = true;
    return !message.Find("content").string().ends_with('\n');
  }

  void CountCall(json::Value function, int32_t index) {
    counter_.Text(PartKind::kMessage, index, function.Find("name").string());
    counter_.Text(PartKind::kMessage, index, function.Find("arguments").string());
    counter_.Band(PartKind::kMessage, index, Around(kFunctionCall, -kCallLow, kCallHigh));
    counter_.Has(token::FormCount::kCall);
  }

  // Responses, completions, embeddings.
  void CountInputs() {
    for (const std::string_view member : {"input", "prompt"}) {
      const json::Value input = request_.Find(member);
      const bool has_items = input.is_array() && (*input.begin()).is_object();
      if (has_items) counter_.Form(PartKind::kOverhead, -1, form_.request);
      if (has_items) counter_.Has(token::FormCount::kRequest);
      if (!input.is_array() || (*input.begin()).is_number()) {
        CountContent(input, 0, &counter_);
        continue;
      }
      int32_t index = 0;
      for (json::Value item : input) CountContent(item, index++, &counter_);
    }
  }

  bool MustCall() const {
    const json::Value choice = request_.Find("tool_choice");
    const std::string_view type =
        choice.is_string() ? choice.string() : choice.Find("type").string();
    return type == "any" || type == "tool" || type == "required" || type == "function";
  }

  void CountTools() {
    const int64_t any = MustCall() ? form_.forced_tools : form_.tools;
    const auto each = static_cast<int64_t>(form_.tool) * static_cast<int64_t>(tools_.size());
    counter_.Has(token::FormCount::kTools);
    counter_.Has(token::FormCount::kTool, tools_.size());
    if (!AreAllFunctions()) counter_.HasUntold();
    const std::string text = ToolText();
    counter_.Text(PartKind::kTools, -1, text);
    const int64_t slack = kToolsSlack + static_cast<int64_t>(text.size()) * kToolsPercent / 400;
    const int64_t tokens = any + each + (counter_.rule().tools_as_types ? ChoiceTokens() : 0);
    counter_.Band(PartKind::kTools, -1, Around(tokens, tokens / 8 + slack, tokens / 8 + slack));
  }

  // Tools that the provider runs bring input of their own.
  bool AreAllFunctions() const {
    return std::ranges::all_of(tools_, [](json::Value tool) {
      const std::string_view type = tool.Find("type").string();
      return type.empty() || type == "function" || type == "custom";
    });
  }

  std::string ToolText() const {
    std::string text;
    if (counter_.rule().tools_as_types) {
      AppendFunctionTypes(tools_, &text);
    } else {
      for (json::Value tool : tools_) text.append(tool.raw()).append("\n");
    }
    return text;
  }

  int64_t ChoiceTokens() const {
    int64_t tokens = met_system_ ? kSystemBesideTools : 0;
    const json::Value choice = request_.Find("tool_choice");
    const json::Value call = request_.Find("function_call");
    if (choice.string() == "none" || call.string() == "none") tokens += kNoCall;
    const std::string_view named = call.Find("name")
                                       ? call.Find("name").string()
                                       : choice.Find("function").Find("name").string();
    if (named.empty()) return tokens;
    return tokens + kNamedCall + static_cast<int64_t>(counter_.rule().tokenizer->Count(named));
  }

  void CountSchema() {
    for (json::Value schema :
         {request_.Find("response_format").Find("json_schema"),
          request_.Find("text").Find("format"), request_.Find("output_config").Find("format"),
          request_.Find("output_format")}) {
      if (schema.size() < 2) continue;  // {"type":"text"}
      counter_.Text(PartKind::kSchema, -1, schema.raw());
      const auto size = static_cast<int64_t>(schema.raw().size());
      counter_.Band(PartKind::kSchema, -1, Around(10, 10 + size / 12, 30 + size / 12));
    }
  }

  const json::Value request_;
  RequestCounter& counter_;
  const FormCost& form_;
  json::Value tools_;
  bool met_system_ = false;
};

// What a body cannot hold without one of these words costs no more than its bytes.
constexpr std::string_view kCostly[] = {"image", "file", "document", "audio", "tools", "functions"};
constexpr std::string_view kEscapedLetter = "\\u";  // may hide such a word
constexpr int64_t kMostForm = 64;

}  // namespace

const RequestPart* RequestTokens::largest() const {
  const auto by_tokens = [](const RequestPart& part) { return part.band.tokens; };
  const auto found = std::ranges::max_element(parts, {}, by_tokens);
  return found == parts.end() ? nullptr : &*found;
}

std::string NameOf(const RequestPart& part) {
  std::string message = "messages[" + std::to_string(part.index) + "]";
  switch (part.kind) {
    case PartKind::kSystem:
      return "system";
    case PartKind::kMessage:
      return message;
    case PartKind::kImage:
      return "the images of " + message;
    case PartKind::kDocument:
      return "the documents of " + message;
    case PartKind::kTools:
      return "tools";
    case PartKind::kSchema:
      return "the schema of the answer";
    case PartKind::kOverhead:
      break;
  }
  return "overhead";
}

RequestTokens CountRequest(json::Value request, const CountingRule& rule) {
  RequestCounter counter(rule);
  const std::shared_ptr<const token::RatioLearner> learner =
      rule.learned != nullptr ? rule.learned->learner() : nullptr;
  if (learner == nullptr) {
    Walk(request, counter).All();
    return counter.Finish();
  }
  const auto features = std::make_unique<RequestFeatures>();
  counter.Collect(rule.learned->reader(), features.get());
  Walk(request, counter).All();
  return counter.Finish(learner->Estimate(features->texts));
}

std::unique_ptr<RequestFeatures> ReadFeatures(json::Value request, const CountingRule& rule,
                                              const token::FeatureReader& reader) {
  auto features = std::make_unique<RequestFeatures>();
  RequestCounter counter(rule);
  counter.Collect(reader, features.get());
  Walk(request, counter).All();
  return features;
}

void LearnCount(json::Value request, const CountingRule& rule, int64_t tokens) {
  const FormCost& form = rule.form;
  const double ratio = rule.ratio != nullptr ? rule.ratio->ratio() : 1;
  const token::RatioLearner::Form costs{static_cast<double>(form.request),
                                        static_cast<double>(form.message),
                                        static_cast<double>(form.tools),
                                        static_cast<double>(form.tool),
                                        ratio,
                                        static_cast<double>(form.message) + kCallForm};
  const auto features = ReadFeatures(request, rule, rule.learned->reader());
  rule.learned->Learn(*features, static_cast<double>(tokens), ratio, costs);
}

LimitSide CompareWithLimit(const TokenBand& total, int64_t limit) {
  if (total.high <= limit) return LimitSide::kWithin;
  return total.low > limit ? LimitSide::kOver : LimitSide::kUnsure;
}

LimitSide CheckLimit(json::Value request, const CountingRule& rule, int64_t limit) {
  const bool is_learned = rule.learned != nullptr && rule.learned->learner() != nullptr;
  // What is learned takes longer to ask, and a ratio is never as wrong as this.
  const int64_t slack = is_learned ? limit / 2 : 0;
  RequestCounter counter(rule, limit + slack);
  Walk(request, counter).All();
  if (counter.is_over()) return LimitSide::kOver;
  const TokenBand total = counter.Finish().total;
  if (!is_learned || total.high + slack <= limit) return CompareWithLimit(total, limit);
  return CompareWithLimit(CountRequest(request, rule).total, limit);
}

bool HasOnlyTexts(std::string_view body) {
  constexpr std::string_view kKey = "\"messages\"";
  const size_t list = body.find('[');
  if (list == body.npos || body.find('[', list + 1) != body.npos) return false;
  const size_t key_end = body.substr(0, list).find_last_not_of(": \t\r\n");
  return key_end != body.npos && body.substr(0, key_end + 1).ends_with(kKey);
}

std::optional<int64_t> MostTokens(std::string_view body) {
  const auto may_hold = [body](std::string_view word) { return body.find(word) != body.npos; };
  const bool costs_more =
      !HasOnlyTexts(body) && (std::ranges::any_of(kCostly, may_hold) || may_hold(kEscapedLetter));
  if (costs_more) return std::nullopt;
  return static_cast<int64_t>(body.size()) + kMostForm;
}

}  // namespace farthing::api
