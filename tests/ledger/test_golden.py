"""The golden usages through the gateway: the same rows as `farthing price` and the file computed by hand."""

import unittest

import golden
import rows
import stack

# So many of the carried cases, at least, must have today the price that they had at their own time.
LEAST_SHARE_OF_TODAY = 0.5


class Golden(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.mock = stack.Mock()
        cls.addClassCleanup(cls.mock.stop)
        cls.cases = [case for case in golden.read() if golden.is_carried(case)]
        cls.asked = golden.ask_all(cls.mock, cls.cases)

    def each(self, check):
        for one in self.asked:
            with self.subTest(str(one)):
                check(one)

    def test_every_format_that_can_be_called_is_there(self):
        self.assertEqual({one.way.path for one in self.asked},
                         {stack.CHAT, stack.MESSAGES, stack.RESPONSES, stack.EMBEDDINGS})
        self.assertGreater(len(self.cases), 150)

    def test_every_answer_is_a_good_one(self):
        def check(one):
            self.assertEqual(one.answer.status, 200, one.answer.body)
            self.assertEqual((one.row["status"], one.row["estimated"], len(one.row["attempts"])), (200, 0, 1))
        self.each(check)

    def test_rows_are_what_farthing_price_says(self):
        def check(one):
            if one.bill["picodollars"] is None:
                self.assertEqual((one.row["exactness"], one.row["cost"]), (rows.UNPRICED, 0))
                return
            self.assertEqual(rows.tokens(one.row), rows.token_lines(one.bill))
            self.assertEqual(one.row["cost"], one.bill["picodollars"])
            self.assertNotEqual(one.row["exactness"], rows.UNPRICED)
        self.each(check)

    def test_rows_are_what_was_computed_by_hand(self):
        compared = set()

        def check(one):
            case = one.case
            if case["picodollars"] is None or one.bill["picodollars"] != case["picodollars"]:
                return  # another price holds today
            compared.add(case["name"])
            self.assertEqual(one.row["cost"], case["picodollars"], case["why"])
            self.assertEqual(rows.tokens(one.row),
                             {name: line[0] for name, line in case["lines"].items() if not name.startswith("fee:")})
        self.each(check)
        self.assertGreater(len(compared), LEAST_SHARE_OF_TODAY * len(self.cases))

    def test_every_way_has_the_same_row(self):
        first = {}

        def check(one):
            row = {name: one.row[name] for name in rows.CLASSES + ["cost", "exactness", "price_version", "model"]}
            row["service_tier"] = one.row["attempts"][0]["service_tier"]
            self.assertEqual(row, first.setdefault(one.case["name"], row))
        self.each(check)

    def test_the_attempt_is_the_request(self):
        def check(one):
            attempt = one.row["attempts"][0]
            for name in rows.CLASSES + ["cost", "exactness", "estimated", "price_version"]:
                self.assertEqual(attempt[name], one.row[name], name)
        self.each(check)

    def test_the_caller_hears_what_the_row_says(self):
        def check(one):
            if one.way.path == stack.RESPONSES and one.way.stream:
                return  # whose events have no agreed place for the comment
            row = one.row
            known = [None if row[exactness] == rows.UNPRICED else row[amount]
                     for exactness, amount in (("exactness", "cost"), ("baseline_exactness", "baseline"))]
            self.assertEqual(list(one.answer.said()), known)
        self.each(check)

    def test_the_waterfall_telescopes(self):
        def check(one):
            if rows.UNPRICED not in (one.row["exactness"], one.row["baseline_exactness"]):
                saved = sum(one.row[f"saved_{step}"] for step in rows.STEPS)
                self.assertEqual(one.row["baseline"] - saved, one.row["cost"])
        self.each(check)


if __name__ == "__main__":
    unittest.main()
