#include "shape/narrow/repeats.h"

#include <gmock/gmock.h>

#include <string>

namespace farthing::shape {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kLease =
    "The lease of the flat in Lisbon runs for two years from the day on which the keys are handed "
    "over, and either side may end it in writing with a notice of three months, which begins with "
    "the first day of the month that follows the letter. The rent is 900 euros a month and is due "
    "on the third working day of each month; what is paid later bears interest at the legal rate. ";

std::vector<size_t> RepeatsOf(std::initializer_list<std::string_view> texts,
                              std::string_view question = "") {
  std::vector<WordedText> worded;
  for (const std::string_view text : texts) worded.push_back(ReadText(text));
  return FindRepeats(worded, question);
}

std::string With(std::string_view what, std::string_view instead) {
  std::string text = kLease;
  return text.replace(text.find(what), what.size(), instead);
}

TEST(Repeats, AreTextsOfTheSameWords) {
  EXPECT_THAT(RepeatsOf({"One dog.", "A cat.", "one  dog", "a cat"}), ElementsAre(0, 1, 0, 1));
  EXPECT_THAT(RepeatsOf({}), IsEmpty());
  EXPECT_THAT(RepeatsOf({"dog bites man", "man bites dog"}), ElementsAre(0, 1));
}

TEST(Repeats, AreTextsThatDifferInAFewWords) {
  EXPECT_THAT(RepeatsOf({kLease, With("flat", "apartment")}), ElementsAre(0, 0));
  EXPECT_THAT(RepeatsOf({"Refunds take ten working days from the day on which the parcel arrives.",
                         "Refunds will take ten working days from the day on which the parcel "
                         "arrives!"}),
              ElementsAre(0, 0));
  EXPECT_THAT(RepeatsOf({kLease, "Page 7. " + kLease.substr(80)}), ElementsAre(0, 1));
}

TEST(Repeats, AreNoTextsThatDifferInWhatIsAsked) {
  const std::string apartment = With("flat", "apartment");
  EXPECT_THAT(RepeatsOf({kLease, apartment}, "Who pays for the keys?"), ElementsAre(0, 0));
  EXPECT_THAT(RepeatsOf({kLease, apartment}, "What of the apartment?"), ElementsAre(0, 1));
}

TEST(Repeats, AreNoTextsWithSeveralWordsOfTheirOwn) {
  EXPECT_THAT(RepeatsOf({"Bread of rye. " + kLease, "Boats at sea. " + kLease}), ElementsAre(0, 1));
}

TEST(Repeats, AreNoTextsOfOtherFiguresNamesSignsOrNegations) {
  EXPECT_THAT(RepeatsOf({kLease, With("900", "950")}), ElementsAre(0, 1));
  EXPECT_THAT(RepeatsOf({kLease, With("Lisbon", "Porto")}), ElementsAre(0, 1));
  EXPECT_THAT(RepeatsOf({kLease, With("may end", "may not end")}), ElementsAre(0, 1));
  EXPECT_THAT(RepeatsOf({kLease, With("may end", "mayn't end")}), ElementsAre(0, 1));
  EXPECT_THAT(RepeatsOf({kLease, With("is paid later", "is paid before")}), ElementsAre(0, 1));
  EXPECT_THAT(RepeatsOf({"a < b", "a > b", "5 degrees", "-5 degrees"}), ElementsAre(0, 1, 2, 3));
}

TEST(Repeats, OfTextsWithoutWordsAreThoseOfTheSameBytes) {
  EXPECT_THAT(RepeatsOf({"", "{}", "", "[]", "{}"}), ElementsAre(0, 1, 0, 3, 1));
}

TEST(Repeats, AreToldApartInTextsThatShareAPart) {
  EXPECT_THAT(RepeatsOf({kLease, kLease + "It is what the deposit is for that tenants ask about "
                                          "most often, and so the second part of this paper "
                                          "says what it covers, where it is kept, when it has "
                                          "to be paid back and who may take something from it."}),
              ElementsAre(0, 1));
}

}  // namespace
}  // namespace farthing::shape
