#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace farthing::sandbox {

// The question on one line, without its last punctuation mark, cut at a word to about `longest`
// bytes.
std::string TopicOf(std::string_view question, size_t longest);

// The proper names of a question ("the weather in Paris and New York" → Paris, New York): words
// that begin with a capital, neighbours joined, without those that merely begin a sentence. English
// only; at most eight.
std::vector<std::string> EntitiesIn(std::string_view question);

// "hello", "hi there" and their like.
bool IsGreeting(std::string_view question);

// The words in lower case, ASCII letters and digits; other bytes count as letters.
std::vector<std::string> WordsOf(std::string_view text);

// At most `longest` bytes, without half a character.
std::string_view CutText(std::string_view text, size_t longest);

}  // namespace farthing::sandbox
