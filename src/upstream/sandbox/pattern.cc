#include "upstream/sandbox/pattern.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

namespace farthing::sandbox {
namespace {

constexpr uint32_t kUnbounded = std::numeric_limits<uint32_t>::max();
constexpr uint32_t kMostRepeats = 4096;  // a written count beyond this is refused
constexpr size_t kMostNodes = 4096;
constexpr size_t kLongestExample = 16 * 1024;
constexpr int kDeepest = 64;

std::string Range(unsigned char first, unsigned char last) {
  std::string bytes;
  for (int c = first; c <= last; ++c) bytes.push_back(static_cast<char>(c));
  return bytes;
}

void Normalise(std::string* bytes) {
  std::ranges::sort(*bytes, {}, [](char c) { return static_cast<unsigned char>(c); });
  const auto [first, last] = std::ranges::unique(*bytes);
  bytes->erase(first, last);
}

std::string Complement(const std::string& bytes) {
  std::string rest;
  for (int c = 0; c < 256; ++c) {
    if (bytes.find(static_cast<char>(c)) == bytes.npos) rest.push_back(static_cast<char>(c));
  }
  return rest;
}

// The bytes of \d, \w, \s and their complements; "" for another letter.
std::string NamedClass(char letter) {
  switch (letter) {
    case 'd':
      return Range('0', '9');
    case 'w':
      return Range('0', '9') + Range('A', 'Z') + "_" + Range('a', 'z');
    case 's':
      return " \t\n\v\f\r";
    case 'D':
      return Complement(NamedClass('d'));
    case 'W':
      return Complement(NamedClass('w'));
    case 'S':
      return Complement(NamedClass('s'));
    default:
      return "";
  }
}

std::optional<char> ControlEscape(char letter) {
  switch (letter) {
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'r':
      return '\r';
    case 'f':
      return '\f';
    case 'v':
      return '\v';
    case '0':
      return '\0';
    default:
      return {};
  }
}

// The friendliest byte of a class: a letter, a digit, something visible, anything.
char Representative(const std::string& bytes) {
  for (const std::string& wanted :
       {Range('a', 'z'), Range('A', 'Z'), Range('0', '9'), std::string("-_ "), Range('!', '~')}) {
    for (const char c : wanted) {
      if (bytes.find(c) != bytes.npos) return c;
    }
  }
  return bytes.front();
}

}  // namespace

struct Pattern::Parser {
  std::string_view rest;
  std::vector<Node>& nodes;
  bool failed = false;
  int depth = 0;

  uint32_t Fail() {
    failed = true;
    return 0;
  }
  uint32_t Add(Node node) {
    if (nodes.size() >= kMostNodes) return Fail();
    nodes.push_back(std::move(node));
    return static_cast<uint32_t>(nodes.size() - 1);
  }
  bool Take(char c) {
    if (!rest.starts_with(c)) return false;
    rest.remove_prefix(1);
    return true;
  }
  char Next() {
    const char c = rest.front();
    rest.remove_prefix(1);
    return c;
  }

  uint32_t ParseEither() {
    if (++depth > kDeepest) return Fail();
    Node either{.kind = Node::Kind::kEither};
    do {
      either.children.push_back(ParseSequence());
    } while (!failed && Take('|'));
    --depth;
    return either.children.size() == 1 ? either.children[0] : Add(std::move(either));
  }

  uint32_t ParseSequence() {
    Node sequence{.kind = Node::Kind::kSequence};
    while (!failed && !rest.empty() && rest[0] != '|' && rest[0] != ')') {
      sequence.children.push_back(ParseRepeat());
    }
    return Add(std::move(sequence));
  }

  uint32_t ParseRepeat() {
    const uint32_t atom = ParseAtom();
    Node repeat{.kind = Node::Kind::kRepeat, .children = {atom}};
    if (Take('?')) {
      repeat.least = 0;
    } else if (Take('*')) {
      repeat.least = 0;
      repeat.most = kUnbounded;
    } else if (Take('+')) {
      repeat.most = kUnbounded;
    } else if (!TakeCounts(&repeat)) {
      return atom;
    }
    Take('?');  // a lazy match accepts the same texts
    return Add(std::move(repeat));
  }

  // {n}, {n,} or {n,m}. A brace that is none of these is a literal, as in browsers.
  bool TakeCounts(Node* repeat) {
    if (!rest.starts_with('{')) return false;
    const std::string_view before = rest;
    rest.remove_prefix(1);
    const std::optional<uint32_t> least = TakeNumber();
    std::optional<uint32_t> most = least;
    if (Take(',')) most = rest.starts_with('}') ? std::optional(kUnbounded) : TakeNumber();
    if (!least || !most || !Take('}')) {
      rest = before;
      return false;
    }
    if (*least > *most || *least > kMostRepeats) failed = true;
    repeat->least = *least;
    repeat->most = *most;
    return true;
  }

  std::optional<uint32_t> TakeNumber() {
    uint32_t number = 0;
    size_t digits = 0;
    while (!rest.empty() && rest[0] >= '0' && rest[0] <= '9') {
      number = std::min<uint32_t>(number * 10 + static_cast<uint32_t>(Next() - '0'), 1'000'000);
      ++digits;
    }
    return digits == 0 ? std::nullopt : std::optional(number);
  }

  uint32_t ParseAtom() {
    switch (const char c = Next()) {
      case '^':
        return Add({.kind = Node::Kind::kBegin});
      case '$':
        return Add({.kind = Node::Kind::kEnd});
      case '.':
        return Add({.kind = Node::Kind::kClass, .bytes = Complement("\n\r")});
      case '(':
        return ParseGroup();
      case '[':
        return ParseClass();
      case '\\':
        return ParseEscape();
      case '*':
      case '+':
      case '?':
        return Fail();
      default:
        return Add({.kind = Node::Kind::kClass, .bytes = std::string(1, c)});
    }
  }

  uint32_t ParseGroup() {
    if (Take('?')) {
      if (Take('<')) {  // a named group, or a look-behind
        const size_t end = rest.find('>');
        if (rest.starts_with('=') || rest.starts_with('!') || end == rest.npos) return Fail();
        rest.remove_prefix(end + 1);
      } else if (!Take(':')) {
        return Fail();
      }
    }
    const uint32_t inside = ParseEither();
    return Take(')') ? inside : Fail();
  }

  uint32_t ParseEscape() {
    if (rest.empty()) return Fail();
    std::string bytes = EscapedBytes();
    if (bytes.empty()) return Fail();
    return Add({.kind = Node::Kind::kClass, .bytes = std::move(bytes)});
  }

  // What follows a backslash; empty when it is not understood.
  std::string EscapedBytes() {
    const char c = Next();
    if (std::string named = NamedClass(c); !named.empty()) return named;
    if (const std::optional<char> control = ControlEscape(c)) return std::string(1, *control);
    if (c == 'x' || c == 'u') return HexEscape(c == 'x' ? 2 : 4);
    const bool is_letter_or_digit = NamedClass('w').find(c) != std::string::npos && c != '_';
    return is_letter_or_digit ? std::string() : std::string(1, c);
  }

  std::string HexEscape(size_t digits) {
    unsigned value = 0;
    const char* const end = rest.data() + std::min(digits, rest.size());
    const auto [last, status] = std::from_chars(rest.data(), end, value, 16);
    if (status != std::errc() || last != rest.data() + digits || value >= 0x80) return {};
    rest.remove_prefix(digits);
    return std::string(1, static_cast<char>(value));
  }

  uint32_t ParseClass() {
    const bool is_negated = Take('^');
    std::string bytes;
    while (!rest.empty() && rest[0] != ']') {
      std::string low = TakeClassMember();
      if (low.empty()) return Fail();
      if (low.size() == 1 && rest.size() >= 2 && rest[0] == '-' && rest[1] != ']') {
        rest.remove_prefix(1);
        const std::string high = TakeClassMember();
        const auto first = static_cast<unsigned char>(low[0]);
        if (high.size() != 1 || static_cast<unsigned char>(high[0]) < first) return Fail();
        low = Range(first, static_cast<unsigned char>(high[0]));
      }
      bytes += low;
    }
    if (!Take(']')) return Fail();
    Normalise(&bytes);
    if (is_negated) bytes = Complement(bytes);
    if (bytes.empty()) return Fail();
    return Add({.kind = Node::Kind::kClass, .bytes = std::move(bytes)});
  }

  std::string TakeClassMember() {
    const char c = Next();
    if (c != '\\') return std::string(1, c);
    if (rest.empty()) return {};
    if (Take('b')) return "\b";
    return EscapedBytes();
  }
};

std::optional<Pattern> Pattern::Parse(std::string_view expression) {
  Pattern pattern;
  Parser parser{.rest = expression, .nodes = pattern.nodes_};
  pattern.root_ = parser.ParseEither();
  if (parser.failed || !parser.rest.empty()) return {};
  return pattern;
}

void Pattern::Generate(uint32_t index, uint32_t extra, std::string* out) const {
  if (out->size() > kLongestExample) return;
  const Node& node = nodes_[index];
  switch (node.kind) {
    case Node::Kind::kEmpty:
    case Node::Kind::kBegin:
    case Node::Kind::kEnd:
      return;
    case Node::Kind::kClass:
      return out->push_back(Representative(node.bytes));
    case Node::Kind::kSequence:
      for (const uint32_t child : node.children) Generate(child, extra, out);
      return;
    case Node::Kind::kEither:
      return Generate(node.children[0], extra, out);
    case Node::Kind::kRepeat: {
      const uint32_t room = node.most - node.least;
      const uint32_t times = node.least + std::min(room, extra);
      for (uint32_t i = 0; i < times; ++i) Generate(node.children[0], extra > 0 ? 1 : 0, out);
      return;
    }
  }
}

std::optional<std::string> Pattern::Example(size_t min_size) const {
  for (uint32_t extra = 0; extra <= min_size + 1 && extra <= kMostRepeats; ++extra) {
    std::string text;
    Generate(root_, extra, &text);
    const bool is_ascii = std::ranges::all_of(text, [](char c) { return (c & 0x80) == 0; });
    if (text.size() > kLongestExample || !is_ascii) return {};
    if (text.size() >= min_size && OccursIn(text)) return text;
  }
  return {};
}

// Backtracking over continuations, with a bound on the steps.
struct Pattern::Matcher {
  const Pattern& pattern;
  std::string_view text;
  int steps = 100'000;
  int depth = 0;

  // What is left to match: a linked list that lives on the stack.
  struct Rest {
    uint32_t node;
    uint32_t done;  // kRepeat: how often it has matched
    size_t from;    // kRepeat: where its last match began
    const Rest* next;
  };

  bool Match(const Rest* todo, size_t at) {
    constexpr int kDeepestMatch = 1500;
    if (--steps < 0) return false;
    if (todo == nullptr) return true;
    if (++depth > kDeepestMatch) {
      steps = 0;
      return false;
    }
    const bool matched = MatchNode(*todo, at);
    --depth;
    return matched;
  }

  bool MatchNode(const Rest& todo, size_t at) {
    const Node& node = pattern.nodes_[todo.node];
    switch (node.kind) {
      case Node::Kind::kEmpty:
        return Match(todo.next, at);
      case Node::Kind::kBegin:
        return at == 0 && Match(todo.next, at);
      case Node::Kind::kEnd:
        return at == text.size() && Match(todo.next, at);
      case Node::Kind::kClass:
        return at < text.size() && node.bytes.find(text[at]) != std::string::npos &&
               Match(todo.next, at + 1);
      case Node::Kind::kSequence:
        return MatchSequence(node, node.children.size(), todo.next, at);
      case Node::Kind::kEither:
        return std::ranges::any_of(node.children, [&](uint32_t child) {
          const Rest branch{child, 0, std::string::npos, todo.next};
          return Match(&branch, at);
        });
      case Node::Kind::kRepeat:
        return MatchRepeat(node, todo, at);
    }
    return false;
  }

  // Puts the first `count` children before `next`, the last one first.
  bool MatchSequence(const Node& node, size_t count, const Rest* next, size_t at) {
    if (count == 0) return Match(next, at);
    const Rest item{node.children[count - 1], 0, std::string::npos, next};
    return MatchSequence(node, count - 1, &item, at);
  }

  bool MatchRepeat(const Node& node, const Rest& todo, size_t at) {
    const bool stuck = todo.from == at && todo.done > node.least;  // an empty match, again
    if (todo.done < node.most && !stuck) {
      const Rest again{todo.node, todo.done + 1, at, todo.next};
      const Rest once{node.children[0], 0, std::string::npos, &again};
      if (Match(&once, at)) return true;
    }
    return todo.done >= node.least && Match(todo.next, at);
  }
};

bool Pattern::OccursIn(std::string_view text) const {
  Matcher matcher{.pattern = *this, .text = text};
  for (size_t at = 0; at <= text.size() && matcher.steps > 0; ++at) {
    const Matcher::Rest all{root_, 0, std::string::npos, nullptr};
    if (matcher.Match(&all, at)) return true;
  }
  return false;
}

}  // namespace farthing::sandbox
