"""Shows that check.py fails on what it guards against."""

import copy
import unittest

import check


class CheckTest(unittest.TestCase):
    def setUp(self):
        self.cases = check.read()
        self.case = copy.deepcopy(next(c for c in self.cases if c["name"] == "anthropic_batch_search"))

    def complaint(self):
        return "\n".join(check.complaints(self.cases + [self.case]))

    def renamed(self):
        self.case["name"] = "other"

    def test_the_file_is_sound(self):
        self.renamed()
        self.assertEqual(self.complaint(), "")

    def test_a_name_twice(self):
        self.assertIn("twice", self.complaint())

    def test_a_picodollar_too_many(self):
        self.renamed()
        self.case["picodollars"] += 1
        self.assertIn("do not add up", self.complaint())

    def test_a_line_the_arithmetic_does_not_give(self):
        self.renamed()
        self.case["lines"]["output"][1] += 1
        self.case["picodollars"] += 1
        self.assertIn("its lines are not what", self.complaint())

    def test_an_amount_in_dollars_that_is_another(self):
        self.renamed()
        self.case["why"] = self.case["why"].replace(" usd", "1 usd", 1)
        self.assertIn("usd are not its picodollars", self.complaint())

    def test_a_token_that_no_line_has(self):
        self.renamed()
        self.case["usage"]["input_tokens"] += 1
        self.assertIn("the provider", self.complaint())

    def test_a_class_that_does_not_exist(self):
        self.renamed()
        self.case["lines"]["cached"] = self.case["lines"].pop("fresh")
        self.assertIn("knows no class cached", self.complaint())

    def test_a_field_too_many(self):
        self.renamed()
        self.case["comment"] = ""
        self.assertIn("has the keys", self.complaint())

    def test_too_few_cases(self):
        self.assertIn("at least 100", "\n".join(check.complaints(self.cases[:99])))

    def test_rounding_is_half_up_and_once_a_line(self):
        self.assertEqual(check.amounts("fresh 1*0.0000005 + output 3*0.0000005"),
                         {"fresh": [1, 1], "output": [3, 2]})


if __name__ == "__main__":
    unittest.main()
