"""Tests of what the builder makes of fees by the call: `tests/catalog/run`."""

import unittest

from build_test import catalogue, row


def searched_for(dollars):
    return {f"search_context_size_{size}": dollars for size in ("low", "medium", "high")}


class WebSearches(unittest.TestCase):
    def fees(self, key, dollars):
        found = catalogue({key: row(
            1e-6, 4e-6, search_context_cost_per_query=searched_for(dollars))})
        return found[f"openai/{key}"]["prices"][0]["fees"]

    def test_openai_s_cost_a_cent_in_every_model(self):
        for key in ("gpt-4o-mini", "gpt-4.1", "gpt-4.1-mini-2025-04-14"):
            self.assertEqual(self.fees(key, 0.025), {"web_search": "0.01"})
        self.assertEqual(self.fees("gpt-5", 0.01), {"web_search": "0.01"})


if __name__ == "__main__":
    unittest.main()
