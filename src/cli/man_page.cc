#include "cli/man_page.h"

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/help.h"

namespace farthing::cli {
namespace {

// Text as roff prints it literally: no escape, no request at the start of a line, no hyphen that
// is set as a dash.
std::string Roff(std::string_view text) {
  std::string out;
  bool line_start = true;
  for (const char c : text) {
    if (line_start && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
    line_start = c == '\n';
  }
  return out;
}

// Each line of the details is a paragraph.
std::string Paragraphs(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    out += fmt::format(".PP\n{}\n", Roff(line));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
  return out;
}

std::string Entry(std::string_view name, std::string_view text) {
  return fmt::format(".TP\n.B {}\n{}\n", Roff(name), Roff(text));
}

std::string CommandSection(const Command& command) {
  std::string out = fmt::format(".SS {}\n.B {}\n.PP\n{}\n", Roff(command.name),
                                Roff(Synopsis(command)), Roff(Sentence(command.text)));
  out += Paragraphs(command.details);
  if (command.positional) out += Entry(command.positional->name, command.positional->text);
  for (const Option& option : command.options) {
    const std::string_view space = option.value.empty() ? "" : " ";
    out += Entry(fmt::format("{}{}{}", option.name, space, option.value), option.text);
  }
  return out;
}

}  // namespace

std::string ManPage(std::string_view version, std::span<const Command> commands) {
  std::string out = fmt::format(".TH FARTHING 1 \"\" \"farthing {}\"\n", Roff(version));
  out += fmt::format(".SH NAME\n{} \\- {}\n", kProgram, Roff(kPurpose));
  out += fmt::format(".SH SYNOPSIS\n.B {}\n.I COMMAND\n[\\,\\fIARGUMENTS\\fR\\/]\n", kProgram);
  out += ".SH COMMANDS\n";
  for (const Command& command : commands) {
    if (!command.hidden) out += CommandSection(command);
  }
  out += ".SH EXIT STATUS\n";
  out += Entry("0", "fine");
  out += Entry("1", "the input or the configuration is wrong");
  out += Entry("2", "the command line is wrong");
  out += Entry("3", "something outside failed");
  return out;
}

}  // namespace farthing::cli
