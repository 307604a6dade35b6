#include "lab/eval/prompt_cache_eval.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "json/writer.h"
#include "shape/marks/reuse_predictor.h"

namespace farthing::lab {
namespace {

using shape::CacheRules;

constexpr int64_t kLeastTokens = 1024;
constexpr size_t kMostBlocks = size_t{1} << 18;  // that the predictor remembers

// A provider: which prefixes it holds until when, and what that costs.
class Provider {
 public:
  explicit Provider(const CacheRules& rules) : rules_(rules) {}

  // Blocks of the request that it holds.
  size_t Held(const TracedRequest& request) const {
    size_t held = 0;
    for (const uint64_t block : request.blocks) {
      const auto found = until_.find(block);
      if (found == until_.end() || found->second < request.at) break;
      ++held;
    }
    return IsEnough(held) ? held : 0;
  }

  // Sent with a mark after so many blocks.
  void Send(const TracedRequest& request, size_t marked) {
    const size_t held = Held(request);
    const size_t kept = IsEnough(marked) ? std::max(held, marked) : held;
    for (size_t i = 0; i < kept; ++i) until_[request.blocks[i]] = request.at + rules_.lifetime;
    const auto read = static_cast<double>(held * kBlockTokens);
    const auto written = static_cast<double>((kept - held) * kBlockTokens);
    const auto all = static_cast<double>(request.tokens);
    cost_ += all - read * (1 - rules_.read) + written * (rules_.write - 1);
    without_ += all;
  }

  double relative() const { return without_ > 0 ? cost_ / without_ : 1; }

 private:
  bool IsEnough(size_t blocks) const {
    return static_cast<int64_t>(blocks) * kBlockTokens >= kLeastTokens;
  }

  const CacheRules rules_;
  std::unordered_map<uint64_t, Duration> until_;
  double cost_ = 0, without_ = 0;
};

double CostOfEverything(const std::vector<TracedRequest>& trace, const CacheRules& rules) {
  Provider provider(rules);
  for (const TracedRequest& request : trace) provider.Send(request, request.blocks.size());
  return provider.relative();
}

double CostOfSecondTouch(const std::vector<TracedRequest>& trace, const CacheRules& rules) {
  Provider provider(rules);
  std::unordered_map<uint64_t, Duration> seen;
  for (const TracedRequest& request : trace) {
    size_t marked = request.blocks.size();
    for (; marked > 0; --marked) {
      const auto found = seen.find(request.blocks[marked - 1]);
      if (found != seen.end() && request.at - found->second <= rules.lifetime) break;
    }
    provider.Send(request, marked);
    for (const uint64_t block : request.blocks) seen[block] = request.at;
  }
  return provider.relative();
}

double CostOfOracle(const std::vector<TracedRequest>& trace, const CacheRules& rules) {
  std::vector<size_t> marks(trace.size());
  std::unordered_map<uint64_t, Duration> next;
  for (size_t i = trace.size(); i-- > 0;) {
    const auto& blocks = trace[i].blocks;
    const auto comes_again = [&](uint64_t block) {
      const auto found = next.find(block);
      return found != next.end() && found->second - trace[i].at <= rules.lifetime;
    };
    marks[i] = blocks.size();
    while (marks[i] > 0 && !comes_again(blocks[marks[i] - 1])) --marks[i];
    for (const uint64_t block : blocks) next[block] = trace[i].at;
  }
  Provider provider(rules);
  for (size_t i = 0; i < trace.size(); ++i) provider.Send(trace[i], marks[i]);
  return provider.relative();
}

double CostOfFarthing(const std::vector<TracedRequest>& trace, const CacheRules& rules,
                      bool marks_itself) {
  CacheRules told = rules;
  told.holds_every_point = true;
  Provider provider(rules);
  shape::ReusePredictor predictor(told, kMostBlocks);
  std::vector<shape::PrefixPoint> points;
  for (const TracedRequest& request : trace) {
    points.clear();
    for (const uint64_t block : request.blocks) {
      points.push_back(
          {.hash = block | 1, .tokens = static_cast<int64_t>(points.size() + 1) * kBlockTokens});
    }
    const shape::ReuseAnswer answer = predictor.Decide({.points = points,
                                                        .tokens = request.tokens,
                                                        .least_tokens = kLeastTokens,
                                                        .now = MonotonicTime(request.at)});
    const size_t marked = std::max({answer.live, answer.whole, answer.shared});
    const bool is_left = marks_itself && answer.is_held_back;
    provider.Send(request, is_left ? request.blocks.size() : marked);
  }
  return provider.relative();
}

PromptCacheCosts EvalRules(const std::vector<TracedRequest>& trace, std::string name,
                           const CacheRules& rules, bool marks_itself, size_t seeds) {
  PromptCacheCosts costs{.rules = std::move(name),
                         .everything = CostOfEverything(trace, rules),
                         .second_touch = CostOfSecondTouch(trace, rules),
                         .oracle = CostOfOracle(trace, rules)};
  for (size_t seed = 0; seed < seeds; ++seed) {
    const std::vector<TracedRequest> varied = Vary(trace, seed);
    costs.farthing.push_back(CostOfFarthing(varied, rules, false));
    if (marks_itself) costs.as_sent.push_back(CostOfFarthing(varied, rules, true));
  }
  return costs;
}

double Rounded(double cost) { return std::round(cost * 1e4) / 1e4; }

}  // namespace

PromptCacheEval EvalPromptCache(const std::vector<TracedRequest>& trace, size_t seeds) {
  PromptCacheEval eval{.requests = trace.size()};
  eval.costs.push_back(EvalRules(trace, "anthropic_5m", {}, false, seeds));
  const CacheRules half_hour{.lifetime = std::chrono::minutes(30)};
  eval.costs.push_back(EvalRules(trace, "gpt_5_6", half_hour, true, seeds));
  return eval;
}

std::string EvalAsJson(const std::vector<PromptCacheEval>& evals) {
  std::string out;
  json::Writer writer(&out);
  writer.BeginArray();
  for (const PromptCacheEval& eval : evals) {
    writer.BeginObject().StringMember("trace", eval.trace);
    writer.IntMember("requests", static_cast<int64_t>(eval.requests)).Key("rules").BeginObject();
    for (const PromptCacheCosts& costs : eval.costs) {
      writer.Key(costs.rules).BeginObject();
      writer.Key("mark_everything").Double(Rounded(costs.everything));
      writer.Key("second_touch").Double(Rounded(costs.second_touch));
      writer.Key("oracle").Double(Rounded(costs.oracle));
      writer.Key("farthing").Double(Rounded(costs.farthing.front()));
      writer.Key("largest_of_seeds").Double(Rounded(std::ranges::max(costs.farthing)));
      if (!costs.as_sent.empty()) {
        writer.Key("as_sent").Double(Rounded(costs.as_sent.front()));
        writer.Key("largest_as_sent").Double(Rounded(std::ranges::max(costs.as_sent)));
      }
      writer.Key("by_seed").BeginArray();
      for (const double cost : costs.farthing) writer.Double(Rounded(cost));
      writer.EndArray().EndObject();
    }
    writer.EndObject().EndObject();
  }
  writer.EndArray();
  return out + "\n";
}

}  // namespace farthing::lab
