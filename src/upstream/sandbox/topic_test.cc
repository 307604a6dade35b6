#include "upstream/sandbox/topic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farthing::sandbox {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Entities, AreProperNamesJoinedWhereTheyBelongTogether) {
  EXPECT_THAT(EntitiesIn("What's the weather in Paris and London?"),
              ElementsAre("Paris", "London"));
  EXPECT_THAT(EntitiesIn("Compare New York, São Paulo and Rome's traffic"),
              ElementsAre("New York", "São Paulo", "Rome"));
  EXPECT_THAT(EntitiesIn("Paris. Paris? Paris!"), ElementsAre("Paris"));
  EXPECT_THAT(EntitiesIn("what is the tide"), IsEmpty());
  EXPECT_THAT(EntitiesIn(""), IsEmpty());
}

TEST(Topic, IsOneShortLine) {
  EXPECT_EQ(TopicOf("  What\n is\tit?! ", 100), "What is it");
  EXPECT_EQ(TopicOf("one two three four", 12), "one two…");
  EXPECT_EQ(TopicOf("", 10), "");
  EXPECT_EQ(TopicOf("äääääääääää", 5), "ää…");
}

TEST(Greeting, IsShortAndKind) {
  EXPECT_TRUE(IsGreeting("Hello there!"));
  EXPECT_FALSE(IsGreeting("Hello, what is the weather in Paris?"));
  EXPECT_FALSE(IsGreeting(""));
}

}  // namespace
}  // namespace farthing::sandbox
