#include "upstream/sandbox/topic.h"

#include <algorithm>
#include <cctype>

namespace farthing::sandbox {
namespace {

constexpr size_t kMostEntities = 8;
constexpr size_t kLongestRead = 4096;  // of a question; the rest says nothing about its topic

bool IsWordByte(unsigned char c) { return std::isalnum(c) != 0 || c >= 0x80 || c == '\''; }

// Words that begin sentences, and are capitalised for that alone.
constexpr std::string_view kOpeners[] = {
    "a",         "also",  "an",      "and",       "are",   "at",      "calculate", "call",
    "can",       "check", "compare", "convert",   "could", "create",  "do",        "does",
    "explain",   "fetch", "find",    "for",       "from",  "get",     "give",      "hello",
    "help",      "hey",   "hi",      "how",       "i",     "i'm",     "in",        "is",
    "it",        "let",   "list",    "look",      "make",  "my",      "no",        "now",
    "of",        "on",    "or",      "please",    "read",  "search",  "should",    "show",
    "summarize", "tell",  "thanks",  "thank",     "the",   "then",    "there",     "this",
    "time",      "to",    "today",   "translate", "use",   "weather", "we",        "what",
    "what's",    "when",  "where",   "which",     "who",   "why",     "will",      "with",
    "would",     "write", "yes",     "you",       "your"};

std::string Lower(std::string_view word) {
  std::string lower(word);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return lower;
}

bool IsName(std::string_view word) {
  return std::isupper(static_cast<unsigned char>(word[0])) != 0 &&
         std::ranges::find(kOpeners, Lower(word)) == std::end(kOpeners);
}

}  // namespace

std::string TopicOf(std::string_view question, size_t longest) {
  std::string topic;
  for (const char c : CutText(question, kLongestRead)) {
    const bool is_space = static_cast<unsigned char>(c) <= ' ' || c == '\x7f';
    if (!is_space) topic.push_back(c);
    if (is_space && !topic.empty() && topic.back() != ' ') topic.push_back(' ');
  }
  if (topic.size() > longest) {
    const size_t space = topic.rfind(' ', longest);
    topic.resize(space != topic.npos && space > longest / 2 ? space
                                                            : CutText(topic, longest).size());
    return topic + "…";
  }
  while (!topic.empty() && std::string_view(" .?!").find(topic.back()) != std::string_view::npos) {
    topic.pop_back();
  }
  return topic;
}

std::vector<std::string> EntitiesIn(std::string_view question) {
  std::vector<std::string> entities;
  const std::string_view text = CutText(question, kLongestRead);
  bool joins = false;  // the word before was a name, and only a space stands between
  for (size_t at = 0; at < text.size();) {
    if (!IsWordByte(static_cast<unsigned char>(text[at]))) {
      joins = joins && text[at] == ' ';
      ++at;
      continue;
    }
    size_t end = at;
    while (end < text.size() && IsWordByte(static_cast<unsigned char>(text[end]))) ++end;
    std::string_view word = text.substr(at, end - at);
    if (word.ends_with("'s")) word.remove_suffix(2);
    at = end;
    const bool is_name = !word.empty() && IsName(word);
    if (is_name && joins) {
      entities.back().append(" ").append(word);
    } else if (is_name && std::ranges::find(entities, word) == entities.end()) {
      if (entities.size() == kMostEntities) break;
      entities.emplace_back(word);
    }
    joins = is_name && !entities.empty() && entities.back().ends_with(word);
  }
  return entities;
}

bool IsGreeting(std::string_view question) {
  constexpr std::string_view kGreetings[] = {"hi",    "hello", "hey", "thanks",
                                             "thank", "ping",  "test"};
  const std::vector<std::string> words = WordsOf(CutText(question, 64));
  return !words.empty() && words.size() <= 3 &&
         std::ranges::find(kGreetings, words[0]) != std::end(kGreetings);
}

std::vector<std::string> WordsOf(std::string_view text) {
  std::vector<std::string> words;
  bool inside = false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_word = std::isalnum(byte) != 0 || byte >= 0x80;
    if (is_word && !inside) words.emplace_back();
    if (is_word) words.back().push_back(static_cast<char>(std::tolower(byte)));
    inside = is_word;
  }
  return words;
}

std::string_view CutText(std::string_view text, size_t longest) {
  if (text.size() <= longest) return text;
  while (longest > 0 && (static_cast<unsigned char>(text[longest]) & 0xc0) == 0x80) --longest;
  return text.substr(0, longest);
}

}  // namespace farthing::sandbox
