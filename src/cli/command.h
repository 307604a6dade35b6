#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace farthing::cli {

// What a command answers the shell with; the numbers are part of the contract with its users.
enum ExitCode : int {
  kFine = 0,
  kWrongInput = 1,     // the input or the configuration
  kWrongUsage = 2,     // the command line
  kOutsideFailed = 3,  // a disk, a network, another program
};

// Standard output and standard error, or what a test reads in their place.
struct Output {
  std::ostream& out;
  std::ostream& err;
};

// What a shell offers for a value.
enum class Offers : uint8_t { kNothing, kFiles, kDirectories };

struct Option {
  std::string_view name;   // "--config"
  std::string_view value;  // "FILE"; empty: a switch
  std::string_view text;   // a sentence without its full stop
  Offers offers = Offers::kNothing;
};

struct Positional {
  std::string_view name;  // "KEY"
  std::string_view text;
  bool required = false;
  std::vector<std::string> (*known)() = nullptr;  // what a shell offers
  bool only_known = false;                        // and nothing else is right
  bool many = false;                              // any number of them
};

// The command line after the command's name, parsed.
class Arguments {
 public:
  // The value of an option ("--config") or of the positional ("KEY").
  std::optional<std::string> Get(std::string_view name) const {
    const auto found = values_.find(name);
    if (found == values_.end()) return std::nullopt;
    return found->second;
  }
  bool Has(std::string_view name) const { return values_.contains(name); }
  // All values of a positional of which there may be many.
  const std::vector<std::string>& rest() const { return rest_; }
  void SetRest(std::vector<std::string> values) { rest_ = std::move(values); }
  void Set(std::string_view name, std::string value) {
    values_.insert_or_assign(std::string(name), std::move(value));
  }

 private:
  std::map<std::string, std::string, std::less<>> values_;
  std::vector<std::string> rest_;
};

// One row of the command table. Static, immutable; any thread.
struct Command {
  std::string_view name;     // its words: "config explain"
  std::string_view text;     // what it does, a clause without its full stop
  std::string_view details;  // paragraphs for --help and the man page; may be empty
  std::span<const Option> options;
  std::optional<Positional> positional;
  int (*run)(const Arguments& arguments, const Output& output) = nullptr;  // answers an ExitCode
  bool hidden = false;  // of use to the build only
};

}  // namespace farthing::cli
