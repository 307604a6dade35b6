#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"

namespace farthing::cli {

// What --help prints for a command ("serve"), for a group ("config") or for the program (""). Lines
// are at most 100 columns. REQUIRES: topic is one of these.
std::string HelpText(std::string_view topic, std::span<const Command> commands);

// "farthing serve [--config FILE] …"
std::string Synopsis(const Command& command);

// A clause of the table as a sentence: "Start the gateway."
std::string Sentence(std::string_view clause);

// The words of a command's name.
std::vector<std::string_view> SplitWords(std::string_view name);

// Whether shown commands begin with these words and go on.
bool IsGroup(std::string_view words, std::span<const Command> commands);

// The words that may follow `group` ("" for the first one), without hidden commands, in order.
std::vector<std::string_view> NextWords(std::string_view group, std::span<const Command> commands);

}  // namespace farthing::cli
