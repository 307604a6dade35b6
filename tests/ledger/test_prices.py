"""Prices and what follows from them in rows, headers, reports and metrics. Each test is a bug that users
of other gateways reported."""

import json
import unittest

import rows
import stack
from stack import CHAT, MESSAGES, RESPONSES, servers

HOUSE = {"house/free": {"price": {"input": "0", "output": "0"}},
         "house/cheap": {"price": {"input": "0.02", "output": "0.06"}}}
PLAIN = {"prompt_tokens": 60, "completion_tokens": 20, "total_tokens": 80}


class WithGateway(unittest.TestCase):
    def setUp(self):
        self.mock = stack.Mock()
        self.addCleanup(self.mock.stop)
        providers = (self.mock.provider("openai", ["gpt-4o-mini", "gpt-5.4", "gpt-5-mini", "gpt-99"]) |
                     self.mock.provider("anthropic", ["claude-sonnet-4-5", "claude-opus-5"], "anthropic") |
                     self.mock.provider("xai", ["grok-4.3", "grok-3-mini"]) |
                     self.mock.provider("house", ["free", "cheap", "unknown"]))
        self.gateway = servers.Gateway(stack.config(providers, models=HOUSE, workers=1))
        self.addCleanup(self.gateway.stop)
        self.rows = rows.Rows(self.gateway.data)
        self.caller = stack.Caller(self.gateway)
        self.addCleanup(self.caller.close)

    def ask(self, model, usage, path=CHAT, stream=False, more=None, **orders):
        answer = self.caller.ask(path, model, stack.order(usage, **orders), stream=stream, **(more or {}))
        self.assertEqual(answer.status, 200, answer.body)
        return answer

    def cost(self, model, usage, path=CHAT, **orders):
        row = self.rows.of(self.ask(model, usage, path, **orders))[0]
        self.assertNotEqual(row["exactness"], rows.UNPRICED)
        return row["cost"]

    def report(self):
        status, out, err = servers.run("report", "--json", "--since", "1d", "--data-dir", str(self.gateway.data))
        self.assertEqual(status, 0, err)
        return json.loads(out)


class Tiers(WithGateway):
    # Case 3.
    def test_a_context_tier_is_a_cliff_for_every_class_and_counts_cached_tokens(self):
        def usage(fresh):
            return {"prompt_tokens": 271000 + fresh, "completion_tokens": 64, "total_tokens": 271064 + fresh,
                    "prompt_tokens_details": {"cached_tokens": 271000}}

        below, above = self.cost("openai/gpt-5.4", usage(1000)), self.cost("openai/gpt-5.4", usage(1001))
        self.assertEqual(below, 1000 * 2_500_000 + 271000 * 250_000 + 64 * 15_000_000)
        self.assertEqual(above, 1001 * 5_000_000 + 271000 * 500_000 + 64 * 22_500_000)

    # Case 3.
    def test_cache_writes_cost_the_upper_price_beyond_the_step_too(self):
        def usage(fresh):
            return {"input_tokens": fresh, "cache_creation_input_tokens": 150000, "cache_read_input_tokens": 49000,
                    "output_tokens": 10,
                    "cache_creation": {"ephemeral_5m_input_tokens": 50000, "ephemeral_1h_input_tokens": 100000}}

        model = "anthropic/claude-sonnet-4-5"
        for fresh in (1000, 1001):
            with self.subTest(fresh):
                row = self.rows.of(self.ask(model, usage(fresh), MESSAGES))[0]
                self.assertEqual(row["cost"], rows.price(model, usage(fresh), rows.time_of(row))["picodollars"])
                self.assertEqual((row["cache_write_5m"], row["cache_write_1h"]), (50000, 100000))

    # Case 3.
    def test_the_service_tier_of_the_answer_counts_and_not_the_one_asked_for(self):
        standard = self.cost("openai/gpt-4o-mini", PLAIN)
        for stream in (False, True):
            asked = {"service_tier": "priority"}
            fell_back = self.ask("openai/gpt-4o-mini", PLAIN, stream=stream, more=asked, tier="default")
            self.assertEqual(self.rows.of(fell_back)[0]["cost"], standard)
            served = self.ask("openai/gpt-4o-mini", PLAIN, stream=stream, tier="priority")
            row = self.rows.of(served)[0]
            self.assertEqual(row["attempts"][0]["service_tier"], "priority")
            self.assertEqual(row["cost"], 60 * 250_000 + 20 * 1_000_000)

    # Case 3.
    def test_speed_and_place_told_inside_the_usage_count(self):
        usage = {"input_tokens": 1000, "output_tokens": 100, "service_tier": "standard", "inference_geo": "us"}
        model = "anthropic/claude-opus-5"
        for stream in (False, True):
            row = self.rows.of(self.ask(model, usage, MESSAGES, stream))[0]
            self.assertEqual(row["cost"], (1000 * 5_000_000 + 100 * 25_000_000) * 11 // 10)

    def test_calls_of_the_providers_tools_are_billed_by_the_call(self):
        usage = {"input_tokens": 36, "output_tokens": 87, "total_tokens": 123}
        calls = [{"type": "web_search_call", "id": "ws", "status": "completed",
                  "action": {"type": "search", "query": "x"}}] * 2
        for stream in (False, True):
            with self.subTest(stream):
                plain = self.cost("openai/gpt-5-mini", usage, RESPONSES, stream=stream)
                searched = self.cost("openai/gpt-5-mini", usage, RESPONSES, stream=stream, output=calls)
                self.assertEqual(searched - plain, 2 * stack.exact("0.01"))
        searches = {"input_tokens": 105, "output_tokens": 20, "server_tool_use": {"web_search_requests": 3}}
        for stream in (False, True):
            with self.subTest(stream):
                model = "anthropic/claude-opus-5"
                plain = self.cost(model, searches | {"server_tool_use": None}, MESSAGES, stream=stream)
                self.assertEqual(self.cost(model, searches, MESSAGES, stream=stream) - plain, 3 * stack.exact("0.01"))


class Reasoning(WithGateway):
    # Case 4.
    def test_reasoning_inside_the_output_leaves_the_rest_of_the_output_billed(self):
        def usage(reasoning):
            return PLAIN | {"completion_tokens": 500, "total_tokens": 560,
                            "completion_tokens_details": {"reasoning_tokens": reasoning}}

        costs = {self.cost("openai/gpt-5-mini", usage(reasoning)) for reasoning in (0, 1, 499, 500)}
        self.assertEqual(costs, {60 * 250_000 + 500 * 2_000_000})

    # Case 4.
    def test_reasoning_beside_the_output_is_added(self):
        usage = {"prompt_tokens": 60, "completion_tokens": 20, "total_tokens": 380,
                 "completion_tokens_details": {"reasoning_tokens": 300}}
        row = self.rows.of(self.ask("xai/grok-4.3", usage))[0]
        self.assertEqual((row["output"], row["reasoning"]), (20, 300))
        without = usage | {"total_tokens": 80, "completion_tokens_details": None}
        self.assertGreater(row["cost"], self.cost("xai/grok-4.3", without))


class Unpriced(WithGateway):
    # Case 5.
    def test_an_unknown_price_is_unpriced_everywhere_and_never_0(self):
        for model in ("openai/gpt-99", "house/unknown"):
            for stream in (False, True):
                with self.subTest(f"{model}, stream {stream}"):
                    answer = self.ask(model, PLAIN, stream=stream)
                    self.assertIsNone(answer.said()[0])
                    row = self.rows.of(answer)[0]
                    self.assertEqual((row["exactness"], row["cost"]), (rows.UNPRICED, 0))
                    self.assertEqual(rows.tokens(row), {"fresh": 60, "output": 20})
        report = self.report()
        self.assertEqual((report["requests"], report["unpriced_requests"]), (4, 4))
        self.assertEqual((report["actual_picodollars"], report["baseline_picodollars"]), (0, 0))
        self.assertEqual(self.gateway.metric(r"farthing_\w*unpriced\w*"), 4)

    # Case 6.
    def test_a_price_of_0_is_a_price(self):
        answer = self.ask("house/free", PLAIN)
        self.assertEqual(answer.headers["x-farthing-cost-usd"], "0")
        row = self.rows.of(answer)[0]
        self.assertEqual((row["exactness"], row["cost"]), (rows.OVERRIDE, 0))
        self.assertEqual(self.rows.of(self.ask("house/cheap", PLAIN))[0]["cost"], 60 * 20_000 + 20 * 60_000)
        report = self.report()
        self.assertEqual((report["requests"], report["unpriced_requests"]), (2, 0))
        self.assertEqual(report["actual_picodollars"], 60 * 20_000 + 20 * 60_000)


if __name__ == "__main__":
    unittest.main()
