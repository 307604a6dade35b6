#include "shape/marks/reuse_predictor.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>

namespace farthing::shape {
namespace {

// A write pays from (write − 1) / (1 − read) expected readings on; what is read once is there for
// the turns after that, too, so less will do.
constexpr double kLeastProbability = 0.2;
constexpr double kLeastShared = 0.4;
constexpr uint32_t kLeastTouches = 2;

uint32_t BinOf(double x, std::initializer_list<double> bounds) {
  uint32_t bin = 0;
  for (const double bound : bounds) {
    if (x < bound) break;
    ++bin;
  }
  return bin;
}

uint32_t LogBinOf(double x, double base, uint32_t most) {
  uint32_t bin = 0;
  for (; x >= base && bin < most; x /= 2) ++bin;
  return bin;
}

bool IsLongEnough(const ReuseQuestion& question) {
  return !question.points.empty() && question.points.back().tokens >= question.least_tokens;
}

// Before that many points.
double TokensAt(const ReuseQuestion& question, size_t place) {
  return place > 0 ? static_cast<double>(question.points[place - 1].tokens) : 0;
}

double SecondsOf(Duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

ReusePredictor::ReusePredictor(const CacheRules& rules, size_t capacity)
    : rules_(rules), prefixes_(capacity) {}

ReuseAnswer ReusePredictor::Decide(const ReuseQuestion& question) {
  LetTimePass(question.now);
  BudgetOf(question.route).Saw(question.tokens);
  if (!IsLongEnough(question)) return {};
  CloseContinued(question);
  const Past past = Look(question);
  ReuseAnswer answer{.live = LiveOf(question)};
  if (past.end > 0 && question.now - past.before.seen <= rules_.lifetime) answer.ended = past.end;
  const ReuseModel::Features features = FeaturesOf(question, past);
  const double probability = model_.Probability(features);
  Spend(question, probability, &answer);
  const uint32_t example =
      Await(question, features, probability,
            TokensAt(question, question.points.size()) - TokensAt(question, answer.live));
  Remember(question, past, answer);
  RememberEnd(question, past, example);
  return answer;
}

void ReusePredictor::Settle(uint64_t route, double taken, double told) {
  BudgetOf(route).InDeed(told - taken);
}

void ReusePredictor::LetTimePass(MonotonicTime now) {
  for (; first_ != next_; ++first_) {
    Example& example = examples_[first_ % kExamples];
    if (example.is_open && example.until >= now) return;
    if (example.is_open) Close(example, false);
  }
}

void ReusePredictor::Close(Example& example, bool came) {
  example.is_open = false;
  model_.Learn(example.features, came, example.weight);
  if (!example.is_marked_on_paper) return;
  // What came again once is there for the turn after that, too: worth its writing then.
  const double brought = (came ? rules_.write : 0) - (rules_.write - 1);
  BudgetOf(example.route).OnPaper(brought * example.tokens);
}

// What this request continues has come again.
void ReusePredictor::CloseContinued(const ReuseQuestion& question) {
  for (const PrefixPoint& point : question.points) {
    PrefixNode* const node = prefixes_.Find(point.hash);
    if (node == nullptr) return;
    if (node->example == PrefixNode::kNoExample) continue;
    Example& awaited = examples_[node->example];
    if (awaited.is_open && awaited.end == point.hash) Close(awaited, true);
    node->example = PrefixNode::kNoExample;
  }
}

ReusePredictor::Past ReusePredictor::Look(const ReuseQuestion& question) {
  Past past;
  for (; past.seen < question.points.size(); ++past.seen) {
    const PrefixNode* const node = prefixes_.Find(question.points[past.seen].hash);
    if (node == nullptr) break;
    past.deepest = *node;
    if (!node->is_end) continue;
    past.end = past.seen + 1;
    past.before = *node;
  }
  if (past.end > 0) past.gap_seconds = SecondsOf(question.now - past.before.ended);
  return past;
}

size_t ReusePredictor::LiveOf(const ReuseQuestion& question) {
  size_t live = 0;
  for (size_t i = 0; i < question.points.size(); ++i) {
    const PrefixNode* const node = prefixes_.Find(question.points[i].hash);
    if (node == nullptr) break;
    const bool is_live = node->live_until >= question.now;
    if (is_live) live = i + 1;
    if (!is_live && rules_.holds_every_point) break;
  }
  return live > 0 && question.points[live - 1].tokens >= question.least_tokens ? live : 0;
}

ReuseModel::Features ReusePredictor::FeaturesOf(const ReuseQuestion& question,
                                                const Past& past) const {
  const double lifetime = SecondsOf(rules_.lifetime);
  const PrefixNode& before = past.before;
  const bool continues = past.end > 0;
  const uint32_t turn = BinOf(continues ? before.turn + 1 : 0, {1, 2, 3, 5, 9});
  const double gap = past.gap_seconds / lifetime;
  const uint32_t gaps = before.gaps + (continues ? 1U : 0U);
  const double mean = continues ? (before.gaps_seconds + past.gap_seconds) / gaps / lifetime : -1;
  const double share = continues ? (before.short_gaps + (gap < 1 ? 1.0 : 0.0)) / gaps : -1;
  const uint32_t growth = LogBinOf(static_cast<double>(question.tokens - before.tokens), 64, 10);
  const uint32_t length = LogBinOf(static_cast<double>(question.tokens), 1024, 7);
  const bool knows = past.seen > 1;
  const double since = knows ? SecondsOf(question.now - past.deepest.seen) / lifetime : -1;
  const uint32_t forked =
      (past.seen > past.end && knows ? 1U : 0U) + (continues && before.is_continued ? 2U : 0U);
  using M = ReuseModel;
  return {M::Place(0, 0),
          M::Place(1, turn),
          M::Place(2, BinOf(gap, {0, .02, .05, .1, .2, .4, .7, 1, 1.5, 2.5})),
          M::Place(3, growth),
          M::Place(4, length),
          M::Place(5, std::min(turn, 2U), growth),
          M::Place(6, BinOf(gap, {0, .1, .3, 1}), growth),
          M::Place(7, std::min(turn, 3U), length),
          M::Place(8, BinOf(mean, {0, .05, .1, .2, .4, .7, 1, 2})),
          M::Place(9, BinOf(share, {0, .3, .6, .9}), std::min(turn, 4U)),
          M::Place(10, BinOf(knows ? past.deepest.touches : 0, {1, 2, 3, 4, 8, 16}),
                   std::min(turn, 1U)),
          M::Place(11, forked),
          M::Place(12, BinOf(since, {0, .02, .1, .3, 1, 2})),
          M::Place(13, static_cast<uint32_t>(question.route % 61))};
}

size_t ReusePredictor::SharedOf(const ReuseQuestion& question) {
  for (size_t i = question.points.size() - 1; i > 0; --i) {
    if (question.points[i - 1].tokens < question.least_tokens) break;
    const PrefixNode* const node = prefixes_.Find(question.points[i - 1].hash);
    if (node == nullptr || node->touches < kLeastTouches) continue;
    const double share = (node->rereads + .2) / (node->touches + 1.);
    if (share > kLeastShared) return i;
  }
  return 0;
}

void ReusePredictor::Spend(const ReuseQuestion& question, double probability, ReuseAnswer* answer) {
  MarkBudget& budget = BudgetOf(question.route);
  const double held = TokensAt(question, answer->live);
  answer->deed = held * (1 - rules_.read);
  budget.InDeed(answer->deed);
  const auto afford = [&](size_t place) {
    const double cost = (TokensAt(question, place) - held) * (rules_.write - 1);
    const bool can_afford = budget.CanAfford(cost);
    answer->is_held_back = !can_afford && budget.paper() >= cost;
    return can_afford;
  };
  const size_t whole = question.points.size();
  const size_t shared = SharedOf(question);
  const bool wants_whole = probability > kLeastProbability && whole > answer->live;
  if (wants_whole && budget.paper() > 0 && afford(whole)) answer->whole = whole;
  if (shared > answer->live && (answer->whole > 0 || afford(shared))) answer->shared = shared;
  const double written = TokensAt(question, std::max(answer->whole, answer->shared));
  if (written <= held) return;
  const double cost = (written - held) * (rules_.write - 1);
  budget.InDeed(-cost);
  answer->deed -= cost;
}

uint32_t ReusePredictor::Await(const ReuseQuestion& question, const ReuseModel::Features& features,
                               double probability, double tokens) {
  if (examples_.empty()) examples_.resize(kExamples);
  if (next_ - first_ == kExamples) ++first_;  // nobody will know
  const auto number = static_cast<uint32_t>(next_++ % kExamples);
  examples_[number] = {
      .end = question.points.back().hash,
      .route = question.route,
      .until = question.now + rules_.lifetime,
      .features = features,
      .tokens = static_cast<float>(tokens),
      .weight = static_cast<float>(std::sqrt(static_cast<double>(question.tokens) / 8192)),
      .is_marked_on_paper = probability > kLeastProbability,
      .is_open = true};
  return number;
}

void ReusePredictor::Remember(const ReuseQuestion& question, const Past& past,
                              const ReuseAnswer& answer) {
  const size_t written = std::max({answer.live, answer.whole, answer.shared});
  for (size_t i = 0; i < question.points.size(); ++i) {
    PrefixNode& node = prefixes_.Insert(question.points[i].hash, question.now);
    if (node.touches > 0 && question.now - node.seen <= rules_.lifetime) ++node.rereads;
    ++node.touches;
    node.seen = question.now;
    const size_t place = i + 1;
    const bool is_marked = place == answer.live || place == answer.whole || place == answer.shared;
    if (is_marked || (rules_.holds_every_point && place <= written)) {
      node.live_until = question.now + rules_.lifetime;
    }
  }
  if (past.end == 0) return;
  PrefixNode* const before = prefixes_.Find(question.points[past.end - 1].hash);
  if (before != nullptr) before->is_continued = true;
}

void ReusePredictor::RememberEnd(const ReuseQuestion& question, const Past& past,
                                 uint32_t example) {
  PrefixNode& end = prefixes_.Insert(question.points.back().hash, question.now);
  const bool continues = past.end > 0;
  end.is_end = true;
  end.is_continued = false;
  end.ended = question.now;
  end.tokens = question.tokens;
  end.example = example;
  end.turn = continues ? static_cast<uint16_t>(std::min(past.before.turn + 1, 1000)) : 0;
  end.gaps = end.turn;
  end.gaps_seconds =
      continues ? past.before.gaps_seconds + static_cast<float>(past.gap_seconds) : 0;
  const bool was_short = continues && past.gap_seconds < SecondsOf(rules_.lifetime);
  end.short_gaps =
      continues ? static_cast<uint16_t>(past.before.short_gaps + (was_short ? 1 : 0)) : 0;
}

}  // namespace farthing::shape
