#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/template.h"
#include "config/template_text.h"

namespace farthing::shape {

// Keeps what fills a template's slots in its place: a text that holds the marks among which the
// template puts it (</message>, ```, """, a line ----) could end that place and go on as the
// template's own words. Such marks are broken where they stand in a slot's text, so that a reader
// still knows them:
// - tags of the template's own names, opening and closing, and those that chat formats of open
//   models take for themselves (<|im_end|>, </s>, [INST]): their < becomes &lt;, their [ &#91;
// - runs of three and more ` ~ " ' that the template has, too: ```  becomes `` `
// - " where the slot stands in quotes: \"
// - lines of - = # * _ that the template has, too: --- becomes - --
// In JSON the same characters become escapes (\u003c), which says the same.
// Immutable; any thread.
class SlotGuard {
 public:
  using Parts = std::vector<config::TextPart>;

  // Of all the texts of one template. Fixed parts alone say which marks there are.
  explicit SlotGuard(const std::vector<const Parts*>& texts);

  // `text`: what fills the slot. Linear.
  std::string Guarded(const config::Slot& slot, std::string_view text) const;

 private:
  void Learn(std::string_view fixed);
  bool IsOwnMark(std::string_view rest) const;

  std::set<std::string, std::less<>> tags_;    // lower case
  std::string runs_;                           // of ` ~ " ' those the template has in runs
  std::string lines_;                          // of - = # * _ those it has as lines
  std::set<std::string, std::less<>> quoted_;  // slots
};

}  // namespace farthing::shape
