#include "lab/eval/locomo_eval.h"

#include <gtest/gtest.h>

#include <string>

#include "lab/eval/locomo_held_out.h"
#include "lab/eval/locomo_turns.h"

namespace farthing::lab {
namespace {

std::string Sample() {
  std::string turns;
  for (int i = 0; i < 400; ++i) {
    const std::string text = i == 20
                                 ? "My parrot Coco speaks Portuguese."
                                 : "Today I walked " + std::to_string(i) + " miles by the river.";
    turns += std::string(i == 0 ? "" : ",") + R"({"speaker":")" + (i % 2 == 0 ? "Ann" : "Bob") +
             R"(","dia_id":"D1:)" + std::to_string(i) + R"(","text":")" + text + "\"}";
  }
  return R"([{"conversation":{"session_1_date_time":"1 May","session_1":[)" + turns +
         R"(]},"qa":[{"question":"What does the parrot of Ann speak?","evidence":["D1:20","D9:9"]},
         {"question":"Nothing is known of this","evidence":[]}]}])";
}

TEST(LocomoEval, IsTheShareOfTheEvidenceThatIsLeft) {
  const LocomoEval eval = EvalLocomo(Sample()).value();
  EXPECT_EQ(eval.dialogues, 1);
  EXPECT_EQ(eval.questions, 1);
  ASSERT_FALSE(eval.rounds.empty());
  for (const LocomoRound& round : eval.rounds) {
    EXPECT_EQ(round.recall, 0.5) << round.form << " at " << round.budget;
  }
  EXPECT_NE(EvalAsJson(eval).find(R"("recall":0.5)"), std::string::npos);
}

TEST(LocomoEval, JudgesWeightsOnTheDialogueThatHadNoPartInThem) {
  const std::string one = Sample();
  const auto held = EvalHeldOut("[" + one.substr(1, one.size() - 2) + "," + one.substr(1)).value();
  ASSERT_EQ(held.size(), 2);
  EXPECT_EQ(held[1].dialogue, 1);
  EXPECT_EQ(held[1].recall, 0.5);
  EXPECT_EQ(held[1].worst, 0.5);
  EXPECT_NE(HeldOutAsJson(held).find(R"("chosen":"shipped")"), std::string::npos);
}

TEST(LocomoEval, CountsWhatATurnRepeatsOfTheTurnBefore) {
  const auto rounds = EvalTurns(Sample()).value();
  ASSERT_FALSE(rounds.empty());
  for (const TurnsRound& round : rounds) {
    EXPECT_GT(round.requests, 10);
    EXPECT_GE(round.repeated, 0);
    EXPECT_LT(round.repeated, round.tokens);
    EXPECT_LE(round.free_writes, round.paid_writes);
    EXPECT_LE(round.paid_writes, static_cast<double>(round.tokens));
  }
  const TurnsRound &anew = rounds[1], &steps = rounds[3];
  EXPECT_EQ(anew.kind + steps.kind, "agentagent");
  EXPECT_GT(steps.repeated, anew.repeated);
  EXPECT_NE(TurnsAsJson(rounds).find(R"("kind":"agent")"), std::string::npos);
}

TEST(LocomoEval, SaysWhenTheFileIsAnother) {
  EXPECT_FALSE(EvalLocomo("[]"));
  EXPECT_FALSE(EvalLocomo("{"));
}

}  // namespace
}  // namespace farthing::lab
