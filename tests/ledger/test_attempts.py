"""Every try at a provider is a row of its own, and a request costs what all of them cost together."""

import unittest

import rows
import stack
from stack import CHAT, servers

MODELS = {f"{provider}/{model}": {"price": {"input": price, "output": price}}
          for provider, model, price in (("a", "mock-fault-500", "3"), ("b", "m", "0.5"), ("a", "m", "1"))}
ROUTES = [{"name": "careful", "match": {"model": "a/mock-fault-500"}, "fallback": ["b/m"]},
          {"name": "endless", "match": {"model": "c/mock-fault-500"},
           "fallback": [f"{provider}/mock-fault-{status}" for provider in "abcd" for status in (500, 502, 503)]}]
RETRY = {"max_attempts": 4, "backoff": "1ms", "budget": 10}
SUMMED = rows.CLASSES + ["cost"]
TOLD = {"prompt_tokens": 60, "completion_tokens": 20, "total_tokens": 80}


class Attempts(unittest.TestCase):
    def setUp(self):
        self.mock = stack.Mock()
        self.addCleanup(self.mock.stop)
        providers = {}
        for name in "abcd":
            faulty = [f"mock-fault-{status}" for status in (500, 502, 503)]
            providers |= self.mock.provider(name, ["m"] + faulty)
        self.gateway = servers.Gateway(stack.config(providers, models=MODELS, routes=ROUTES, retry=RETRY, workers=1))
        self.addCleanup(self.gateway.stop)
        self.rows = rows.Rows(self.gateway.data)
        self.caller = stack.Caller(self.gateway)
        self.addCleanup(self.caller.close)

    def row_of(self, model, text="Hello", **more):
        self.answer = self.caller.ask(CHAT, model, text, **more)
        return self.rows.of(self.answer)[0]

    def assert_sums(self, row):
        for name in SUMMED:
            self.assertEqual(row[name], sum(attempt[name] for attempt in row["attempts"]), name)

    # Case 24.
    def test_a_fallback_is_a_row_with_the_model_that_served_at_its_price(self):
        for stream in (False, True):
            with self.subTest(stream=stream):
                row = self.row_of("a/mock-fault-500", stream=stream)
                self.assertEqual(row["status"], 200)
                last = row["attempts"][-1]
                self.assertEqual([attempt["provider"] for attempt in row["attempts"][:-1]],
                                 ["a"] * (len(row["attempts"]) - 1))
                self.assertTrue(all(attempt["status"] == 500 for attempt in row["attempts"][:-1]))
                self.assertEqual((last["provider"], last["model"], last["status"]), ("b", "m", 200))
                self.assertEqual((row["provider"], row["model"], row["asked_model"]), ("b", "m", "a/mock-fault-500"))
                self.assertEqual(row["cost"], 80 * 500_000)
                self.assertEqual((row["baseline_model"], row["baseline"]), ("a/mock-fault-500", 80 * 3_000_000))
                self.assertEqual(row["baseline"] - sum(row[f"saved_{step}"] for step in rows.STEPS), row["cost"])
                self.assert_sums(row)
                self.assertEqual(self.answer.said(), (row["cost"], row["baseline"]))

    # Case 24.
    def test_retries_are_rows_and_their_number_is_bounded_over_the_whole_chain(self):
        row = self.row_of("c/mock-fault-500")
        self.assertGreaterEqual(row["status"], 500)
        self.assertEqual(len(row["attempts"]), RETRY["max_attempts"])
        self.assertEqual(self.mock.stats()["requests"], RETRY["max_attempts"])
        self.assertEqual((row["cost"], rows.tokens(row)), (0, {}))

    # Case 24.
    def test_a_retry_that_succeeds_leaves_the_failures_in_the_ledger(self):
        row = self.row_of("a/m", stack.order(TOLD, status=503, times=2))
        self.assertEqual([attempt["status"] for attempt in row["attempts"]], [503, 503, 200])
        self.assertEqual([attempt["attempt"] for attempt in row["attempts"]], [0, 1, 2])
        self.assertEqual(row["cost"], 80 * 1_000_000)
        self.assert_sums(row)

    # Case 22.
    def test_a_lost_attempts_cost_is_not_wiped_by_the_one_that_succeeds(self):
        # The first answer breaks off, with its whole usage never told: what was sent and came is estimated.
        row = self.row_of("a/m", stack.order(TOLD, fault="reset-body", times=1))
        self.assertEqual((row["status"], len(row["attempts"])), (200, 2))
        lost, good = row["attempts"]
        self.assertEqual((good["cost"], good["estimated"]), (80 * 1_000_000, 0))
        self.assertGreater(lost["fresh"], 0)
        self.assertEqual((lost["estimated"], row["estimated"]), (1, 1))
        self.assert_sums(row)
        self.assertEqual(self.answer.said()[0], row["cost"])

    # Case 22.
    def test_tokens_read_from_the_providers_cache_stand_in_their_own_column(self):
        told = TOLD | {"prompt_tokens_details": {"cached_tokens": 50}}
        row = self.row_of("a/m", stack.order(told))
        self.assertEqual(rows.tokens(row), {"fresh": 10, "cache_read": 50, "output": 20})
        self.assert_sums(row)


if __name__ == "__main__":
    unittest.main()
