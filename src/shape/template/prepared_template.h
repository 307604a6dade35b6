#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/dialect.h"
#include "config/template.h"
#include "config/template_text.h"
#include "shape/template/slot_guard.h"

namespace farthing::shape {

// A template made ready to be rendered many times: texts cut at their slots, examples and contract
// written. What is fixed of it is the same bytes in every request. Immutable; any thread.
class PreparedTemplate {
 public:
  using Parts = std::vector<config::TextPart>;

  // REQUIRES: the configuration that `source` is of was checked (config/template_check.h).
  explicit PreparedTemplate(config::Template source);

  const config::Template& source() const { return source_; }
  const Parts& system() const { return system_; }
  const Parts& message() const { return message_; }  // empty: the caller's messages alone
  const SlotGuard& guard() const { return guard_; }

  // The examples as elements of `messages`, in either dialect.
  const std::vector<std::string>& examples() const { return examples_; }

  // The value of `response_format`, or of `output_config.format`; "" any answer.
  std::string_view format(api::Dialect dialect) const {
    return dialect == api::Dialect::kOpenAI ? openai_format_ : anthropic_format_;
  }
  const std::string& stop() const { return stop_; }  // a JSON array; "" none

  // o200k_base, counted once: the system text without its slots, the examples, the schema.
  struct FixedTokens {
    int64_t system = 0;
    int64_t examples = 0;
    int64_t schema = 0;
  };
  const FixedTokens& tokens() const { return tokens_; }

  const config::Slot* FindSlot(std::string_view name) const;  // null: there is none

 private:
  const config::Template source_;
  const Parts system_;
  const Parts message_;
  const SlotGuard guard_;
  std::vector<std::string> examples_;
  std::string openai_format_, anthropic_format_;
  std::string stop_;
  FixedTokens tokens_;
};

// All the templates of a configuration. Immutable; any thread.
class PreparedTemplates {
 public:
  PreparedTemplates() = default;
  explicit PreparedTemplates(const std::vector<config::Template>& sources);

  const std::vector<PreparedTemplate>& all() const { return all_; }
  const PreparedTemplate* Find(std::string_view name) const;  // null: there is none

 private:
  std::vector<PreparedTemplate> all_;
};

}  // namespace farthing::shape
