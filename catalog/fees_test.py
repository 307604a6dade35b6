"""Tests of what the builder makes of fees by the call: `tests/catalog/run`."""

import unittest

from build_test import catalogue, row


def searched_for(dollars):
    return {f"search_context_size_{size}": dollars for size in ("low", "medium", "high")}


class WebSearches(unittest.TestCase):
    def fees(self, key, dollars, portkey=None):
        found = catalogue({key: row(
            1e-6, 4e-6, search_context_cost_per_query=searched_for(dollars))}, portkey=portkey)
        return found[f"openai/{key}"]["prices"][0]["fees"]

    def test_openai_s_cost_a_cent_in_every_model(self):
        for key in ("gpt-4o-mini", "gpt-4.1", "gpt-4.1-mini-2025-04-14"):
            self.assertEqual(self.fees(key, 0.025), {"web_search": "0.01"})
        self.assertEqual(self.fees("gpt-5", 0.01), {"web_search": "0.01"})

    def test_a_model_that_always_searches_bills_every_request_and_no_search_besides(self):
        price = {"request_token": {"price": 0.0001}, "response_token": {"price": 0.0004},
                 "additional_units": {"web_search": {"price": 1}, "file_search": {"price": 0.25}}}
        for key in ("gpt-5-search-api", "gpt-4o-search-preview-2025-03-11"):
            found = self.fees(key, 0.025, portkey={"openai": {
                key: {"pricing_config": {"pay_as_you_go": price}}}})
            self.assertEqual(found, {"request": "0.025", "file_search": "0.0025"})


if __name__ == "__main__":
    unittest.main()
