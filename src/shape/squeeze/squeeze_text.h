#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace farthing::shape {

// Squeezes of one text. Each answers the text anew, nullopt where nothing is to be taken out, and
// changes nothing that it made itself: doing it twice is doing it once. None makes a text empty.
// Linear; any thread. REQUIRES: valid UTF-8.

// JSON without the white space between its tokens, in blocks of code marked json, and, where
// `whole` says that the text is data, as all of it. Not in a block that is no well-formed JSON
// (comments, several values), nor JSON that has a key twice.
std::optional<std::string> SqueezeJson(std::string_view text, bool whole);

// Outside of blocks of code: no blanks at the ends of lines, no more than one empty line in a row.
// The last line, if no line break ends it, keeps its blanks, since another text may be put behind
// it; and a text with the hunks of a patch, in which blanks say something, stays as it is.
std::optional<std::string> SqueezeBlanks(std::string_view text);

// Elements <document>, <doc>, <chunk>, <passage>, <snippet>, <search_result>, <context> side by
// side: those that repeat an earlier one of their row, byte for byte and longer than a tag, left
// out.
std::optional<std::string> SqueezeDocuments(std::string_view text);

}  // namespace farthing::shape
