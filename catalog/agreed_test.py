"""Tests of what two sources make known, and of names that are one model: `tests/catalog/run`."""

import unittest

from build_test import catalogue, row


class Agreed(unittest.TestCase):
    """What LiteLLM leaves out and two others agree on."""

    TOML = "[cost]\ninput = 1.00\noutput = 4.00\ncache_read = {}\n"

    @staticmethod
    def portkey(input_price, output_price, **lines):
        pay = {"request_token": {"price": input_price / 10_000},
               "response_token": {"price": output_price / 10_000}}
        pay |= {line: {"price": price / 10_000} for line, price in lines.items()}
        return {"pricing_config": {"pay_as_you_go": pay}}

    def one(self, cache_of_portkey, cache_of_models_dev, newest=None):
        entry = self.portkey(1, 4, cache_read_input_token=cache_of_portkey)
        toml = self.TOML.format(cache_of_models_dev)
        return catalogue({"gpt-x": newest or row(1e-06, 4e-06)},
                         portkey={"openai": {"gpt-x": entry}},
                         models_dev={"openai/gpt-x": toml})["openai/gpt-x"]

    def test_a_line_that_two_sources_of_the_price_have_is_filled_in(self):
        self.assertEqual(self.one(0.1, "0.10")["prices"][0]["rates"]["cache_read"], "0.1")

    def test_a_line_on_which_they_differ_is_not(self):
        self.assertNotIn("cache_read", self.one(0.1, "0.25")["prices"][0]["rates"])

    def test_a_line_of_another_price_is_not(self):
        rates = self.one(0.1, "0.10", row(2e-06, 4e-06))["prices"][-1]["rates"]
        self.assertNotIn("cache_read", rates)

    def test_a_price_that_two_had_before_the_first_map_is_history(self):
        prices = self.one(0.1, "0.10", row(5e-07, 2e-06))["prices"]
        self.assertEqual([(p.get("from"), p["rates"]["input"]) for p in prices],
                         [(None, "1"), ("2026-11-01", "0.5")])

    def test_a_model_that_no_map_has_is_known_where_two_agree(self):
        listed = {"gpt-x": self.portkey(1, 4), "gpt-z": self.portkey(1, 2)}
        gone = catalogue({"gpt-y": row(1e-06, 2e-06)}, portkey={"openai": listed},
                         models_dev={"openai/gpt-x": self.TOML.format("0.10")})
        self.assertEqual(gone["openai/gpt-x"]["prices"][0]["rates"],
                         {"input": "1", "cache_read": "0.1", "output": "4"})
        self.assertNotIn("openai/gpt-z", gone)

    def test_a_list_s_own_names_are_no_models(self):
        known = catalogue({"gpt-y": row(1e-06, 2e-06)},
                          portkey={"google": {"gemini-x-lte-128k": self.portkey(1, 4)}},
                          models_dev={"google/gemini-x-lte-128k": self.TOML.format("0.10")})
        self.assertNotIn("gemini/gemini-x-lte-128k", known)


class Folding(unittest.TestCase):
    def test_a_name_that_moved_is_not_the_snapshot_it_moved_to(self):
        now = row(1e-06, 2e-06)
        folded = catalogue({"gpt-x-latest": now, "gpt-x-2026-10-01": now},
                           {"gpt-x-latest": row(5e-06, 9e-06)})
        self.assertEqual(folded["openai/gpt-x-latest"]["prices"][0]["rates"]["input"], "5")
        self.assertEqual(folded["openai/gpt-x-2026-10-01"]["prices"][0]["rates"]["input"], "1")

    def test_a_snapshot_read_earlier_at_another_price_is_a_model_of_its_own(self):
        folded = catalogue({"gpt-x": row(1e-06, 2e-06), "gpt-x-2026-05-01": row(1e-06, 2e-06)},
                           {"gpt-x": row(5e-06, 9e-06), "gpt-x-2026-05-01": row(1e-06, 2e-06)})
        self.assertEqual(len(folded["openai/gpt-x-2026-05-01"]["prices"]), 1)
        self.assertEqual(len(folded["openai/gpt-x"]["prices"]), 2)

    def test_a_snapshot_first_read_later_has_its_models_past(self):
        folded = catalogue({"gpt-x": row(1e-06, 2e-06), "gpt-x-2026-05-01": row(1e-06, 2e-06)},
                           {"gpt-x": row(5e-06, 9e-06)})
        self.assertEqual(folded["openai/gpt-x-2026-05-01"]["model"], "openai/gpt-x")


class Kept(unittest.TestCase):
    def test_a_price_that_stands_against_two_sources_says_why(self):
        note = catalogue({"xai/grok-4.20-multi-agent": row(1e-06, 2e-06, "xai")})[
            "xai/grok-4.20-multi-agent"]["note"]
        self.assertIn("kept: genai-prices 0.2.3 dates", note)


if __name__ == "__main__":
    unittest.main()
