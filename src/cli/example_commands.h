#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "cli/command.h"

namespace farthing::cli {

// A small table with one of everything, for tests of what is made from the table.
inline std::span<const Command> ExampleCommands() {
  static constexpr Option kOptions[] = {
      {"--file", "FILE", "a user's file: [any]", Offers::kFiles},
      {"--into", "DIR", "where to put it", Offers::kDirectories},
      {"--loud", "", "say more"},
  };
  static constexpr std::array kCommands = {
      Command{"fetch", "fetch a thing", "Longer words.\n.Dots too.", kOptions, std::nullopt,
              nullptr},
      Command{"paint wall",
              "paint a wall",
              "",
              {},
              Positional{"COLOUR", "red or blue", true,
                         [] { return std::vector<std::string>{"red", "blue"}; }},
              nullptr},
      Command{"paint door", "paint a door", "", {}, Positional{"NAME", "whose door"}, nullptr},
      Command{"secret", "not shown", "", {}, std::nullopt, nullptr, true},
  };
  return kCommands;
}

}  // namespace farthing::cli
