#include "lab/eval/locomo_turns.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "json/writer.h"
#include "lab/eval/locomo.h"
#include "shape/memory/history_step.h"
#include "shape/memory/message_tokens.h"

namespace farthing::lab {
namespace {

constexpr std::array<int64_t, 3> kBudgets = {2048, 4096, 8192};
constexpr std::array<double, 2> kSteps = {0, 0.25};
constexpr int64_t kMessageTokens = 4;  // what a message has beside its texts
constexpr int64_t kLeastCached = 1024;
constexpr double kRead = 0.1, kWrite = 1.25;

// The messages of a conversation, and after which of them a request is sent.
struct Talk {
  std::vector<std::string> messages;
  std::vector<size_t> requests;
};

std::string MessageOf(std::string_view role, std::string_view text) {
  std::string message;
  json::Writer(&message)
      .BeginObject()
      .StringMember("role", role)
      .StringMember("content", text)
      .EndObject();
  return message;
}

Talk PlainTalk(const Dialogue& dialogue) {
  Talk talk;
  for (const Turn& turn : dialogue.turns) {
    const bool is_user = turn.speaker == dialogue.turns[0].speaker;
    talk.messages.push_back(MessageOf(is_user ? "user" : "assistant", TextOf(turn, kForms[0])));
    if (is_user) talk.requests.push_back(talk.messages.size());
  }
  return talk;
}

void AddToolRound(size_t number, const Turn& asked, std::string_view told, Talk* talk) {
  const std::string id = "call_" + std::to_string(number);
  std::string arguments, call, result;
  json::Writer(&arguments).BeginObject().StringMember("query", asked.text).EndObject();
  json::Writer writer(&call);
  writer.BeginObject().StringMember("role", "assistant").Key("tool_calls").BeginArray();
  writer.BeginObject().StringMember("id", id).StringMember("type", "function").Key("function");
  writer.BeginObject().StringMember("name", "search").StringMember("arguments", arguments);
  writer.EndObject().EndObject().EndArray().EndObject();
  json::Writer(&result)
      .BeginObject()
      .StringMember("role", "tool")
      .StringMember("tool_call_id", id)
      .StringMember("content", told)
      .EndObject();
  talk->messages.push_back(call);
  talk->messages.push_back(result);
  talk->requests.push_back(talk->messages.size());
}

// The same texts as tasks: each is followed by one to nine rounds of a tool, and an answer.
Talk AgentTalk(const Dialogue& dialogue) {
  constexpr size_t kTurnsARound = 4;
  Talk talk;
  size_t turn = 0;
  for (size_t task = 0; turn < dialogue.turns.size(); ++task) {
    talk.messages.push_back(MessageOf("user", dialogue.turns[turn].text));
    talk.requests.push_back(talk.messages.size());
    for (size_t rounds = 1 + task * 7 % 9; rounds > 0; --rounds) {
      if (turn + kTurnsARound >= dialogue.turns.size()) return talk;
      std::string told;
      for (size_t i = 0; i < kTurnsARound; ++i) told += dialogue.turns[turn + i].text + "\n";
      AddToolRound(turn, dialogue.turns[turn], told, &talk);
      turn += kTurnsARound;
    }
    talk.messages.push_back(MessageOf("assistant", dialogue.turns[turn++].text));
  }
  return talk;
}

std::string RequestOf(const Talk& talk, size_t messages) {
  std::string request = R"({"messages":[)";
  for (size_t i = 0; i < messages; ++i) request += (i == 0 ? "" : ",") + talk.messages[i];
  return request + "]}";
}

class Replay {
 public:
  Replay(const shape::HistorySettings& settings, TurnsRound* round)
      : settings_(settings), round_(*round) {}

  Status Add(const Talk& talk) {
    before_.clear();
    for (const size_t messages : talk.requests) {
      if (Status sent = Send(RequestOf(talk, messages)); !sent) return sent;
    }
    return {};
  }

 private:
  Status Send(const std::string& body) {
    const auto request = json::Document::Parse(body);
    if (!request) return Fail(request.error());
    const shape::StepInput input{.body = body, .request = request->root(), .tokens = tokens_};
    const auto step = shape::ShortenHistory(input, settings_, embedder_);
    if (!step) return Fail(step.error());
    const auto sent = json::Document::Parse(step->body.empty() ? body : step->body);
    if (!sent) return Fail(sent.error());
    Count(sent->root().Find("messages"));
    return {};
  }

  void Count(json::Value messages) {
    std::vector<std::string> now;
    int64_t tokens = 0, repeated = 0;
    bool is_same = true;
    for (const json::Value message : messages) {
      const size_t index = now.size();
      now.emplace_back(message.raw());
      const int64_t count = shape::CountMessage(message, tokens_) + kMessageTokens;
      is_same = is_same && index < before_.size() && before_[index] == now.back();
      tokens += count;
      if (is_same) repeated += count;
    }
    before_ = std::move(now);
    ++round_.requests;
    round_.tokens += tokens;
    round_.repeated += repeated;
    const auto all = static_cast<double>(tokens);
    const double read = repeated >= kLeastCached ? static_cast<double>(repeated) : 0;
    round_.free_writes += read * kRead + (all - read);
    round_.paid_writes += tokens >= kLeastCached ? read * kRead + (all - read) * kWrite : all;
  }

  const shape::HistorySettings settings_;
  TurnsRound& round_;
  const token::Encoder& tokens_ = *token::FindEncoder("o200k_base");
  const embed::Embedder embedder_ = embed::ShippedEmbedder();
  std::vector<std::string> before_;
};

Result<TurnsRound> EvalRound(std::string_view kind, const std::vector<Talk>& talks, int64_t budget,
                             double step) {
  TurnsRound round{.kind = std::string(kind), .budget = budget, .step = step};
  const shape::HistorySettings settings{
      .budget = budget, .step = step, .cache = {.read = kRead, .least_tokens = kLeastCached}};
  Replay replay(settings, &round);
  for (const Talk& talk : talks) {
    if (Status added = replay.Add(talk); !added) return Fail(added.error());
  }
  round.paid_writes = std::min(round.paid_writes, static_cast<double>(round.tokens));
  return round;
}

}  // namespace

Result<std::vector<TurnsRound>> EvalTurns(const std::string& json) {
  const auto dialogues = ReadDialogues(json);
  if (!dialogues) return Fail(dialogues.error());
  std::vector<Talk> plain, agent;
  for (const Dialogue& dialogue : *dialogues) {
    plain.push_back(PlainTalk(dialogue));
    agent.push_back(AgentTalk(dialogue));
  }
  std::vector<TurnsRound> rounds;
  for (const int64_t budget : kBudgets) {
    for (const double step : kSteps) {
      for (const bool is_agent : {false, true}) {
        auto round = EvalRound(is_agent ? "agent" : "talk", is_agent ? agent : plain, budget, step);
        if (!round) return Fail(round.error());
        rounds.push_back(*std::move(round));
      }
    }
  }
  return rounds;
}

std::string TurnsAsJson(const std::vector<TurnsRound>& rounds) {
  std::string out;
  json::Writer writer(&out);
  writer.BeginObject().Key("turns").BeginArray();
  for (const TurnsRound& round : rounds) {
    writer.BeginObject().StringMember("kind", round.kind).IntMember("budget", round.budget);
    writer.Key("step").Double(round.step);
    writer.IntMember("requests", static_cast<int64_t>(round.requests))
        .IntMember("tokens", round.tokens)
        .IntMember("repeated", round.repeated);
    writer.Key("free_writes").Double(round.free_writes);
    writer.Key("paid_writes").Double(round.paid_writes).EndObject();
  }
  writer.EndArray().EndObject();
  return out + "\n";
}

}  // namespace farthing::lab
