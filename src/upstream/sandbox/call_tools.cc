#include "upstream/sandbox/call_tools.h"

#include <algorithm>
#include <cctype>
#include <unordered_set>
#include <utility>

#include "upstream/sandbox/schema_instance.h"
#include "upstream/sandbox/topic.h"

namespace farthing::sandbox {
namespace {

constexpr size_t kMostCalls = 8;
constexpr size_t kFewTools = 3;  // so few that the question is taken to be about one of them
constexpr size_t kLongestTopic = 100;
constexpr size_t kLongestDescription = 1024;

using Words = std::unordered_set<std::string>;

// "getWeatherNow" and "get_weather_now" hold the same words.
std::string SplitName(std::string_view name) {
  std::string spaced;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isupper(byte) != 0 && !spaced.empty()) spaced.push_back(' ');
    spaced.push_back(c == '_' || c == '-' ? ' ' : c);
  }
  return spaced;
}

// Words that say nothing about what a tool is for.
bool IsGeneric(const std::string& word) {
  static constexpr std::string_view kGeneric[] = {
      "add",  "and",    "call", "create", "current", "data", "do",     "fetch",  "find",
      "for",  "from",   "get",  "info",   "list",    "look", "lookup", "make",   "of",
      "run",  "search", "set",  "the",    "this",    "to",   "tool",   "update", "use",
      "user", "what",   "with", "write",  "you",     "your"};
  return word.size() < 3 || std::ranges::find(kGeneric, word) != std::end(kGeneric);
}

int CountKnown(const std::vector<std::string>& words, const Words& known) {
  return static_cast<int>(std::ranges::count_if(
      words, [&](const std::string& word) { return !IsGeneric(word) && known.contains(word); }));
}

struct Fit {
  const Tool* tool;
  int by_name;
  int by_description;
};

std::vector<Fit> FitsOf(const Request& request) {
  const std::vector<std::string> list = WordsOf(CutText(request.question, 4096));
  const Words words(list.begin(), list.end());
  std::vector<Fit> fits;
  for (const Tool& tool : request.tools) {
    const std::string_view description = CutText(tool.description, kLongestDescription);
    fits.push_back({&tool, CountKnown(WordsOf(SplitName(tool.name)), words),
                    CountKnown(WordsOf(description), words)});
  }
  return fits;
}

std::vector<const Tool*> ChooseTools(const Request& request) {
  std::vector<const Tool*> chosen;
  if (request.tool_use == ToolUse::kNamed) {
    const auto named = std::ranges::find(request.tools, request.named_tool, &Tool::name);
    return {&*named};
  }
  const std::vector<Fit> fits = FitsOf(request);
  for (const Fit& fit : fits) {
    if (fit.by_name > 0) chosen.push_back(fit.tool);
  }
  if (!chosen.empty()) return chosen;
  const auto best = std::ranges::max_element(fits, {}, &Fit::by_description);
  const bool must = request.tool_use == ToolUse::kRequired;
  const bool may_guess = request.tools.size() <= kFewTools && !IsGreeting(request.question);
  if (best->by_description > 0 || must || may_guess) chosen.push_back(best->tool);
  return chosen;
}

Result<std::string> ArgumentsFor(const Tool& tool, const Hints& hints) {
  if (!tool.schema.is_object()) return std::string("{}");
  Result<std::string> made = MakeInstance(tool.schema, hints, Fullness::kLean);
  if (made && !made->starts_with('{')) return std::string("{}");  // a schema that names no type
  return made;
}

}  // namespace

Result<std::vector<ToolCall>> CallTools(const Request& request) {
  std::vector<ToolCall> calls;
  if (request.tools.empty() || request.tool_use == ToolUse::kNone) return calls;
  std::vector<std::string> entities = EntitiesIn(request.question);
  if (entities.empty()) entities.emplace_back();
  const bool is_open = request.tool_use == ToolUse::kAuto;
  const size_t most = request.parallel_calls ? kMostCalls : 1;
  for (const Tool* tool : ChooseTools(request)) {
    for (const std::string& entity : entities) {
      if (calls.size() >= most) return calls;
      const Hints hints{.topic = TopicOf(request.question, kLongestTopic), .entity = entity};
      Result<std::string> arguments = ArgumentsFor(*tool, hints);
      if (!arguments && is_open) break;
      if (!arguments) return Fail(std::move(arguments.error()));
      const auto is_same = [&](const ToolCall& call) {
        return call.name == tool->name && call.arguments == *arguments;
      };
      if (std::ranges::none_of(calls, is_same)) {
        calls.push_back({std::string(tool->name), std::move(*arguments)});
      }
    }
  }
  return calls;
}

}  // namespace farthing::sandbox
