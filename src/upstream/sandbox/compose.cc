#include "upstream/sandbox/compose.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "json/writer.h"
#include "upstream/sandbox/schema_instance.h"
#include "upstream/sandbox/topic.h"

namespace farthing::sandbox {
namespace {

constexpr size_t kLongestTopic = 160;
constexpr size_t kLongestResult = 200;

constexpr std::string_view kIntroduction =
    "This is the Farthing sandbox, which answers without a model behind it, so nothing was spent.";
constexpr std::string_view kAdvice =
    "Name a provider in the configuration, and the same request gets a real answer.";
constexpr std::string_view kDetail =
    "Streaming, tools, structured output, limits and usage behave here as they do with a provider, "
    "so a program that works against the sandbox needs no change later.";

std::string DescribeResults(const std::vector<ToolResult>& results) {
  std::string text = results.size() == 1 ? "The tool has answered." : "The tools have answered.";
  for (const ToolResult& result : results) {
    const std::string_view name = result.name.empty() ? "a tool" : result.name;
    text += fmt::format(" {}: {}.", name, TopicOf(result.text, kLongestResult));
  }
  return text;
}

std::string DescribeMedia(const Request& request) {
  std::string text;
  if (request.images > 0) {
    text += fmt::format("I received {} {}, which the sandbox does not look at. ", request.images,
                        request.images == 1 ? "image" : "images");
  }
  if (request.documents > 0) {
    text += fmt::format("I received {} {}, which the sandbox does not read. ", request.documents,
                        request.documents == 1 ? "document" : "documents");
  }
  return text;
}

// Larger models say more.
std::string Prose(const Request& request, int index) {
  std::string text;
  if (index > 0) text += fmt::format("Answer {}: ", index + 1);
  if (IsGreeting(request.question)) text += "Hello! ";
  text += DescribeMedia(request);
  if (!request.results.empty()) text += DescribeResults(request.results) + " ";
  const std::string topic = TopicOf(request.question, kLongestTopic);
  if (!topic.empty()) text += fmt::format("You asked about \"{}\". ", topic);
  text += kIntroduction;
  if (request.model.ends_with("medium") || request.model.ends_with("large")) {
    text.append(" ").append(kAdvice);
  }
  if (request.model.ends_with("large")) text.append(" ").append(kDetail);
  return text;
}

std::string Thoughts(const Request& request) {
  return fmt::format(
      "(sandbox) A real model would think about \"{}\" here. The sandbox shows where "
      "its thoughts would stand.",
      TopicOf(request.question, kLongestTopic));
}

Result<std::string> Text(const Request& request, int index) {
  const Hints hints{.topic = TopicOf(request.question, kLongestTopic)};
  switch (request.format) {
    case Format::kText:
      return Prose(request, index);
    case Format::kJsonSchema:
      return MakeInstance(request.schema, hints, Fullness::kRich);
    case Format::kJsonObject:
      break;
  }
  std::string text;
  json::Writer writer(&text);
  writer.BeginObject()
      .StringMember("source", "sandbox")
      .StringMember("topic", hints.topic)
      .EndObject();
  return text;
}

void StopAtSequence(const Request& request, Choice* choice) {
  size_t earliest = std::string::npos;
  for (const std::string_view stop : request.stops) {
    const size_t at = choice->text.find(stop);
    if (at >= earliest) continue;
    earliest = at;
    choice->stop_sequence = stop;
  }
  if (earliest == std::string::npos) return;
  choice->text.resize(earliest);
  choice->finish = Finish::kStopSequence;
}

// Calls are whole or not there: half an argument is of no use to anybody.
void StopAtLimit(int64_t max_tokens, Choice* choice) {
  if (choice->output_tokens() <= max_tokens) return;
  choice->finish = Finish::kLength;
  choice->stop_sequence.clear();
  choice->calls.clear();
  choice->thinking = CutText(choice->thinking, static_cast<size_t>(max_tokens) * 4);
  const int64_t left = max_tokens - choice->thinking_tokens();
  choice->text = CutText(choice->text, static_cast<size_t>(left) * 4);
}

Result<Choice> ComposeOne(const Request& request, int index) {
  Choice choice;
  if (request.thinks) choice.thinking = Thoughts(request);
  if (request.results.empty()) {
    Result<std::vector<ToolCall>> calls = CallTools(request);
    if (!calls) return Fail(std::move(calls.error()));
    choice.calls = std::move(*calls);
  }
  if (choice.calls.empty()) {
    Result<std::string> text = Text(request, index);
    if (!text) return Fail(std::move(text.error()));
    choice.text = std::move(*text);
    StopAtSequence(request, &choice);
  } else {
    choice.finish = Finish::kToolCalls;
  }
  constexpr int64_t kLongest = 1 << 20;
  if (request.max_tokens) StopAtLimit(std::min(*request.max_tokens, kLongest), &choice);
  return choice;
}

}  // namespace

int64_t Choice::output_tokens() const {
  int64_t tokens = thinking_tokens() + TokensOf(text.size());
  for (const ToolCall& call : calls) tokens += TokensOf(call.name.size() + call.arguments.size());
  return tokens;
}

Result<std::vector<Choice>> Compose(const Request& request) {
  std::vector<Choice> choices;
  for (int i = 0; i < request.n; ++i) {
    Result<Choice> choice = ComposeOne(request, i);
    if (!choice) return Fail(std::move(choice.error()));
    choices.push_back(std::move(*choice));
  }
  return choices;
}

}  // namespace farthing::sandbox
