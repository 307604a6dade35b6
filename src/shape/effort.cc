#include "shape/effort.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>

#include "json/splice.h"

namespace farthing::shape {
namespace {

using config::Effort;

// Anthropic's own bound on a budget, which must also be below max_tokens.
constexpr int64_t kLeastBudget = 1024;
constexpr std::string_view kThinkingOff = R"({"type":"disabled"})";

// In the order of config::Effort; the share of max_tokens that may be thought away is the one with
// which the dialects are translated.
struct EffortFacts {
  std::string_view name;
  double share;
};
constexpr std::array<EffortFacts, 7> kEfforts = {{{"none", 0},
                                                  {"minimal", 0.05},
                                                  {"low", 0.2},
                                                  {"medium", 0.5},
                                                  {"high", 0.8},
                                                  {"xhigh", 0.9},
                                                  {"max", 0.95}}};

const EffortFacts& FactsOf(Effort effort) { return kEfforts[static_cast<size_t>(effort)]; }

std::optional<Effort> FindEffort(std::string_view name) {
  const auto found = std::ranges::find(kEfforts, name, &EffortFacts::name);
  if (found == kEfforts.end()) return std::nullopt;
  return static_cast<Effort>(found - kEfforts.begin());
}

// Collects replacements of values in one body.
class Edits {
 public:
  explicit Edits(std::string_view body, std::vector<std::string>* warnings)
      : body_(body), splice_(body), warnings_(*warnings) {}

  void Replace(json::Value value, std::string json, std::string_view path) {
    const auto offset = static_cast<size_t>(value.raw().data() - body_.data());
    warnings_.push_back(fmt::format("{}: lowered to the limit", path));
    texts_.push_back(std::move(json));
    splice_.Replace({offset, value.raw().size()}, texts_.back());
  }

  std::optional<std::string> Finish() const {
    if (splice_.empty()) return std::nullopt;
    std::string edited;
    splice_.AppendTo(&edited);
    return edited;
  }

 private:
  std::string_view body_;
  json::Splice splice_;
  std::deque<std::string> texts_;
  std::vector<std::string>& warnings_;
};

void CapWord(json::Value effort, Effort most, std::string_view path, Edits* edits) {
  const std::optional<Effort> asked = FindEffort(effort.string());
  if (!asked || *asked <= most) return;
  edits->Replace(effort, fmt::format("\"{}\"", FactsOf(most).name), path);
}

void CapBudget(json::Value request, std::optional<Effort> most, std::optional<int64_t> most_output,
               Edits* edits) {
  const json::Value thinking = request.Find("thinking");
  const bool adaptive = thinking.Find("type").string() == "adaptive";
  const json::Value budget = thinking.Find("budget_tokens");
  if (most == Effort::kNone && (adaptive || budget)) {
    return edits->Replace(thinking, std::string(kThinkingOff), "thinking");
  }
  if (!budget.integer()) return;
  int64_t room = request.Find("max_tokens").integer().value_or(INT64_MAX);
  if (most_output) room = std::min(room, *most_output);
  int64_t allowed = room - 1;
  if (most && room < INT64_MAX) {
    const double share = FactsOf(*most).share * static_cast<double>(room);
    allowed = std::min(allowed, std::max(kLeastBudget, static_cast<int64_t>(share)));
  }
  if (*budget.integer() <= allowed) return;
  if (allowed < kLeastBudget) {
    edits->Replace(thinking, std::string(kThinkingOff), "thinking");
  } else {
    edits->Replace(budget, std::to_string(allowed), "thinking.budget_tokens");
  }
}

}  // namespace

std::optional<std::string> CapEffort(std::string_view body, json::Value request,
                                     std::optional<Effort> most, std::optional<int64_t> most_output,
                                     std::vector<std::string>* warnings) {
  Edits edits(body, warnings);
  if (most) {
    CapWord(request.Find("reasoning_effort"), *most, "reasoning_effort", &edits);
    CapWord(request.Find("reasoning").Find("effort"), *most, "reasoning.effort", &edits);
    CapWord(request.Find("output_config").Find("effort"), std::max(*most, Effort::kLow),
            "output_config.effort", &edits);
  }
  CapBudget(request, most, most_output, &edits);
  return edits.Finish();
}

}  // namespace farthing::shape
