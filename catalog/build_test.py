"""Tests of the catalogue's builder on small sources of their own: `tests/catalog/run`."""

import json
import tempfile
import unittest
from decimal import Decimal
from pathlib import Path

import build
import facts
import genai
import names
from models_dev import ModelsDev
from money import per_million, text
from portkey import Portkey

OPENAI = {"litellm_provider": "openai", "mode": "chat"}


def catalogue(newest, earlier=None, genai_models=None, portkey=None, models_dev=None):
    """{name or alias: record} of maps given as {key: row}; rows are written as JSON first, so that
    floats take the way they take in life."""
    maps = [build.LiteLLM("2026-08-06", json.dumps(earlier))] if earlier else []
    maps.append(build.LiteLLM("2026-11", json.dumps(newest)))
    sources = {"litellm": maps, "genai": None, "portkey": None, "models_dev": None}
    if genai_models:
        providers = genai.parse_json(json.dumps(
            [{"id": provider, "models": models} for provider, models in genai_models.items()]))
        sources["genai"] = (genai.GenaiPrices(providers, "genai"), "2026-11-01")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "pricing").mkdir()
        for stem, entries in (portkey or {}).items():
            (root / "pricing" / f"{stem}.json").write_text(json.dumps(entries))
        if portkey:
            sources["portkey"] = (Portkey(root, "portkey"), "2026-08-21")
        for full, toml in (models_dev or {}).items():
            provider, name = full.split("/")
            path = root / "providers" / provider / "models" / f"{name}.toml"
            path.parent.mkdir(parents=True)
            path.write_text(toml)
        if models_dev:
            sources["models_dev"] = (ModelsDev(root, "models.dev"), "2026-07-02")
        models = build.build(sources)
    records = [build.record_of(model, maps[-1].label) for model in models]
    build.check(records)
    return {name: r for r in records for name in (r["model"], *r.get("aliases", ()))}


def row(input_price, output_price, provider="openai", mode="chat", **fields):
    return {"litellm_provider": provider, "mode": mode, "input_cost_per_token": input_price,
            "output_cost_per_token": output_price, **fields}


class Money(unittest.TestCase):
    def test_a_float_a_token_is_an_exact_decimal_a_million(self):
        self.assertEqual(text(per_million(1.5e-07)), "0.15")
        self.assertEqual(text(per_million(1.5000020000000002e-05)), "15.00002")
        self.assertEqual(text(Decimal("1E+1")), "10")

    def test_portkey_counts_cents(self):
        found = catalogue({"gpt-x": row(1e-6, 4e-6)}, portkey={"openai": {"gpt-x": {
            "pricing_config": {"pay_as_you_go": {"request_token": {"price": 0.0001},
                                                 "response_token": {"price": 0.0004}},
                               "batch_config": {"request_token": {"price": 0.00005},
                                                "response_token": {"price": 0.0002}}}}}})
        batch = found["openai/gpt-x"]["prices"][0]["service"]["batch"]
        self.assertEqual(batch["rates"], {"input": "0.5", "output": "2"})
        self.assertNotIn("note", found["openai/gpt-x"])


class LiteLLMFields(unittest.TestCase):
    def price(self, key="gpt-x", **fields):
        found = catalogue({key: row(2e-6, 8e-6, **fields)})
        return found[f"openai/{key}"]["prices"][0]

    def test_every_line_has_its_field(self):
        price = self.price(
            cache_read_input_token_cost=2e-7, cache_creation_input_token_cost=2.5e-6,
            cache_creation_input_token_cost_above_1hr=4e-6, output_cost_per_reasoning_token=9e-6,
            input_cost_per_audio_token=3e-6, cache_read_input_audio_token_cost=3e-7,
            output_cost_per_audio_token=12e-6, input_cost_per_image_token=5e-6,
            cache_read_input_image_token_cost=5e-7, output_cost_per_image_token=40e-6)
        self.assertEqual(price["rates"], {
            "input": "2", "cache_read": "0.2", "cache_write": "2.5", "cache_write_1h": "4",
            "output": "8", "reasoning": "9", "audio_in": "3", "audio_cached": "0.3",
            "audio_out": "12", "image_in": "5", "image_cached": "0.5", "image_out": "40"})

    def test_context_tiers_list_what_differs(self):
        price = self.price(input_cost_per_token_above_272k_tokens=4e-6,
                           output_cost_per_token_above_272k_tokens=8e-6,
                           cache_creation_input_token_cost=2.5e-6,
                           cache_creation_input_token_cost_above_1hr=4e-6,
                           cache_creation_input_token_cost_above_1hr_above_272k_tokens=8e-6)
        self.assertEqual(price["above"], [
            {"input_tokens": 272000, "rates": {"input": "4", "cache_write_1h": "8"}}])

    def test_a_service_tier_follows_in_what_it_leaves_out(self):
        price = self.price(input_cost_per_token_batches=1e-6, output_cost_per_token_batches=4e-6,
                           cache_read_input_token_cost=2e-7,
                           input_cost_per_token_above_200k_tokens=4e-6,
                           output_cost_per_token_above_200k_tokens=12e-6)
        self.assertEqual(price["service"]["batch"], {
            "rates": {"input": "1", "cache_read": "0.1", "output": "4"},
            "above": [{"input_tokens": 200000,
                       "rates": {"input": "2", "cache_read": "0.1", "output": "6"}}]})

    def test_google_does_not_halve_cached_reads_in_a_batch(self):
        found = catalogue({"gemini/gemini-x": row(
            2e-6, 8e-6, provider="gemini", cache_read_input_token_cost=2e-7,
            input_cost_per_token_batches=1e-6, output_cost_per_token_batches=4e-6)})
        batch = found["gemini/gemini-x"]["prices"][0]["service"]["batch"]
        self.assertEqual(batch["rates"], {"input": "1", "output": "4"})

    def test_half_a_price_is_none(self):
        self.assertNotIn("service", self.price(input_cost_per_token_priority=4e-6))

    def test_a_discount_that_costs_more_is_a_slip(self):
        self.assertNotIn("service", self.price(input_cost_per_token_flex=3e-6,
                                               output_cost_per_token_flex=4e-6))

    def test_factors_and_fees(self):
        price = self.price(regional_processing_uplift_multiplier_eu=1.1,
                           provider_specific_entry={"us": 1.1, "fast": 6.0},
                           search_context_cost_per_query={"search_context_size_low": 0.008,
                                                          "search_context_size_medium": 0.01},
                           input_cost_per_request=0.005)
        self.assertEqual(price["regions"], {"eu": "1.1", "us": "1.1"})
        self.assertEqual(price["speed"], {"fast": "6"})
        self.assertEqual(price["fees"], {"request": "0.005", "web_search": "0.01"})

    def test_perplexity_bills_a_request_by_the_size_of_its_search(self):
        found = catalogue({"perplexity/sonar": row(
            1e-6, 1e-6, provider="perplexity", search_context_cost_per_query={
                "search_context_size_low": 0.005, "search_context_size_medium": 0.008,
                "search_context_size_high": 0.012})})
        self.assertEqual(found["perplexity/sonar"]["prices"][0]["fees"], {
            "request": "0.005", "request_high": "0.012", "request_low": "0.005",
            "request_medium": "0.008"})

    def test_ranges_of_tokens_are_context_tiers(self):
        found = catalogue({"dashscope/qwen-x": {
            "litellm_provider": "dashscope", "mode": "chat", "tiered_pricing": [
                {"range": [32000.0, 128000.0], "input_cost_per_token": 2e-6,
                 "output_cost_per_token": 4e-6},
                {"range": [0, 32000.0], "input_cost_per_token": 1e-6,
                 "output_cost_per_token": 4e-6}]}})
        price = found["dashscope/qwen-x"]["prices"][0]
        self.assertEqual(price["rates"], {"input": "1", "output": "4"})
        self.assertEqual(price["above"], [{"input_tokens": 32000, "rates": {"input": "2"}}])

    def test_hours_keep_their_days(self):
        price = self.price(off_peak_pricing={
            "input_cost_per_token": 1e-6, "output_cost_per_token": 4e-6, "windows": [
                {"hours_utc": ["10:00-00:00"], "weekdays": [1, 2, 3, 4, 5]},
                {"hours_utc": "16:30-00:30"}]})
        rates = {"input": "1", "output": "4"}
        self.assertEqual(price["hours"], [
            {"days": [1, 2, 3, 4, 5], "from": "10:00", "to": "00:00", "rates": rates},
            {"from": "16:30", "to": "00:30", "rates": rates}])

    def test_a_write_at_zero_is_not_billed_apart(self):
        self.assertNotIn("cache_write", self.price(cache_creation_input_token_cost=0.0)["rates"])

    def test_claude_writes_for_an_hour_at_twice_the_input_everywhere(self):
        found = catalogue({"databricks/claude-x": row(
            3e-6, 15e-6, provider="databricks", cache_creation_input_token_cost=3.75e-6)})
        self.assertEqual(found["databricks/claude-x"]["prices"][0]["rates"]["cache_write_1h"], "6")

    def test_zeros_that_nobody_filled_in_are_no_price(self):
        found = catalogue({"gpt-x": row(0, 0), "gpt-y": row(1e-6, 1e-6),
                           "ollama/llama3": row(0, 0, provider="ollama")})
        self.assertEqual(sorted(found), ["ollama/llama3", "openai/gpt-y"])
        self.assertEqual(found["ollama/llama3"]["prices"][0]["rates"],
                         {"input": "0", "output": "0"})

    def test_models_without_a_price_in_tokens_or_requests_are_left_out(self):
        found = catalogue({"dall-e": {"litellm_provider": "openai", "mode": "image_generation",
                                      "input_cost_per_pixel": 1e-8},
                           "rerank-x": row(0, 0, provider="cohere", mode="rerank",
                                           input_cost_per_query=0.002)})
        self.assertEqual(list(found), ["cohere/rerank-x"])
        self.assertEqual(found["cohere/rerank-x"]["prices"],
                         [{"source": "litellm_2026-11", "fees": {"request": "0.002"}}])


class Names(unittest.TestCase):
    def test_providers_have_our_names(self):
        for key, provider, full in (
                ("claude-x", "anthropic", "anthropic/claude-x"),
                ("vertex_ai/claude-x@1", "vertex_ai-anthropic_models", "vertex/claude-x@1"),
                ("gemini-x", "vertex_ai-language-models", "vertex/gemini-x"),
                ("gemini/gemini-x", "gemini", "gemini/gemini-x"),
                ("us.anthropic.x-v1:0", "bedrock_converse", "bedrock/us.anthropic.x-v1:0"),
                ("together_ai/a/b", "together_ai", "together/a/b"),
                ("azure_ai/grok", "azure_ai", "azure/grok")):
            self.assertEqual(names.full_name(key, provider), full)

    def test_snapshots_of_one_price_are_aliases(self):
        found = catalogue({"gpt-x": row(1e-6, 2e-6), "gpt-x-2026-03-05": row(1e-6, 2e-6),
                           "gpt-x-2025-01-01": row(3e-6, 4e-6)})
        self.assertEqual(found["openai/gpt-x-2026-03-05"]["model"], "openai/gpt-x")
        self.assertEqual(found["openai/gpt-x-2025-01-01"]["model"], "openai/gpt-x-2025-01-01")

    def test_a_regional_name_is_an_alias_or_a_factor(self):
        def bedrock(price):
            return row(price, price * 5, provider="bedrock_converse")
        found = catalogue({"anthropic.claude-x-20260101-v1:0": bedrock(1e-6),
                           "global.anthropic.claude-x-20260101-v1:0": bedrock(1e-6),
                           "us.anthropic.claude-x-20260101-v1:0": bedrock(1.1e-6),
                           "eu.anthropic.claude-x-20260101-v1:0": bedrock(1.1e-6)})
        home = found["bedrock/anthropic.claude-x"]
        self.assertEqual(home["model"], "bedrock/anthropic.claude-x-20260101-v1:0")
        self.assertEqual(found["bedrock/global.anthropic.claude-x-20260101-v1:0"], home)
        self.assertEqual(home["prices"][0]["regions"], {"eu": "1.1", "us": "1.1"})
        regional = found["bedrock/us.anthropic.claude-x-20260101-v1:0"]
        self.assertEqual(regional["prices"][0]["rates"], {"input": "1.1", "output": "5.5"})


class History(unittest.TestCase):
    def test_a_change_starts_with_the_newer_map(self):
        found = catalogue({"gpt-x": row(4e-6, 20e-6)}, {"gpt-x": row(5e-6, 30e-6)})
        first, second = found["openai/gpt-x"]["prices"]
        self.assertNotIn("from", first)
        self.assertEqual(first["rates"]["input"], "5")
        self.assertEqual((second["from"], second["rates"]["input"]), ("2026-11-01", "4"))

    def test_knowing_more_is_no_change(self):
        found = catalogue({"gpt-x": row(4e-6, 20e-6, input_cost_per_token_batches=2e-6,
                                        output_cost_per_token_batches=10e-6)},
                          {"gpt-x": row(4e-6, 20e-6)})
        price, = found["openai/gpt-x"]["prices"]
        self.assertEqual(price["service"]["batch"]["rates"], {"input": "2", "output": "10"})

    def test_rounding_is_no_change(self):
        found = catalogue({"gpt-x": row(4e-6, 20e-6, cache_read_input_token_cost=1.38e-7)},
                          {"gpt-x": row(4e-6, 20e-6, cache_read_input_token_cost=1.375e-7)})
        price, = found["openai/gpt-x"]["prices"]
        self.assertEqual(price["rates"]["cache_read"], "0.138")

    def test_the_earlier_price_had_the_service_tiers_in_proportion(self):
        found = catalogue({"gpt-x": row(4e-6, 20e-6, input_cost_per_token_batches=2e-6,
                                        output_cost_per_token_batches=10e-6)},
                          {"gpt-x": row(5e-6, 30e-6)})
        self.assertEqual(found["openai/gpt-x"]["prices"][0]["service"]["batch"]["rates"],
                         {"input": "2.5", "output": "15"})

    def test_genai_prices_knows_the_day(self):
        genai_models = {"openai": [{"id": "gpt-x", "match": {"equals": "gpt-x"}, "prices": [
            {"prices": {"input_mtok": 5, "output_mtok": 30}},
            {"constraint": {"start_date": "2026-08-21"},
             "prices": {"input_mtok": 4, "output_mtok": 20}}]}]}
        found = catalogue({"gpt-x": row(4e-6, 20e-6)}, {"gpt-x": row(5e-6, 30e-6)}, genai_models)
        self.assertEqual([p.get("from") for p in found["openai/gpt-x"]["prices"]],
                         [None, "2026-08-21"])

    def test_genai_prices_knows_what_was_before_and_what_comes(self):
        genai_models = {"openai": [{"id": "gpt-x", "match": {"starts_with": "gpt-x"}, "prices": [
            {"prices": {"input_mtok": 1, "output_mtok": 6}},
            {"constraint": {"start_date": "2026-07-30"},
             "prices": {"input_mtok": 0.2, "output_mtok": 1.2}},
            {"constraint": {"start_date": "2027-01-01"},
             "prices": {"input_mtok": 0.4, "output_mtok": 2.4}}]}]}
        found = catalogue({"gpt-x": row(2e-7, 12e-7, cache_read_input_token_cost=2e-8)},
                          genai_models=genai_models)
        prices = found["openai/gpt-x"]["prices"]
        self.assertEqual([(p.get("from"), p["source"], p["rates"]["cache_read"]) for p in prices],
                         [(None, "genai", "0.1"), ("2026-07-30", "litellm_2026-11", "0.02"),
                          ("2027-01-01", "genai", "0.04")])

    def test_a_model_that_left_the_map_keeps_its_price(self):
        found = catalogue({"gpt-y": row(1e-6, 1e-6)}, {"gpt-x": row(5e-6, 30e-6)})
        self.assertEqual(found["openai/gpt-x"]["prices"][0]["source"], "litellm_2026-08-06")


class Disagreements(unittest.TestCase):
    PORTKEY = {"openai": {"gpt-x": {"pricing_config": {"pay_as_you_go": {
        "request_token": {"price": 0.0005}, "response_token": {"price": 0.003}}}}}}

    def test_the_note_says_who_says_what(self):
        found = catalogue({"gpt-x": row(4e-6, 20e-6)}, portkey=self.PORTKEY)
        self.assertEqual(found["openai/gpt-x"]["note"],
                         "sources differ: litellm_2026-11 input 4 output 20; portkey input 5 "
                         "output 30; litellm_2026-11 kept: the newest reading")

    def test_a_late_source_does_not_disagree(self):
        found = catalogue({"gpt-x": row(4e-6, 20e-6)}, {"gpt-x": row(5e-6, 30e-6)},
                          portkey=self.PORTKEY)
        self.assertNotIn("note", found["openai/gpt-x"])

    def test_a_known_error_is_corrected_with_its_reason(self):
        found = catalogue({"claude-3-opus-20240229": row(
            15e-6, 75e-6, provider="anthropic", cache_creation_input_token_cost_above_1hr=6e-6)})
        record = found["anthropic/claude-3-opus-20240229"]
        self.assertEqual(record["prices"][0]["rates"]["cache_write_1h"], "30")
        self.assertIn("corrected: Anthropic bills", record["note"])


    def test_a_price_in_another_unit_is_scaled_or_stops_the_build(self):
        found = catalogue({"wandb/a": row(0.055, 0.165, provider="wandb"),
                           "wandb/b": row(5.5e-7, 1.65e-6, provider="wandb")})
        self.assertEqual(found["wandb/a"]["prices"][0]["rates"],
                         found["wandb/b"]["prices"][0]["rates"])
        with self.assertRaisesRegex(SystemExit, "openai/gpt-x: 55000 dollars"):
            catalogue({"gpt-x": row(0.055, 0.165)})

    def test_xai_bills_the_upper_rates_at_the_step(self):
        found = catalogue({"xai/grok-x": row(1e-6, 2e-6, provider="xai",
                                             input_cost_per_token_above_200k_tokens=2e-6)})
        self.assertEqual(found["xai/grok-x"]["prices"][0]["above"],
                         [{"input_tokens": 199999, "rates": {"input": "2"}}])


class Facts(unittest.TestCase):
    def test_tiers(self):
        for name, can, input_price, output_price, tier in (
                ("anthropic/claude-haiku-4-5", {"reasoning"}, 1, 5, 1),
                ("openai/gpt-4o-mini", set(), "0.15", "0.6", 1),
                ("openai/gpt-5-mini", {"reasoning"}, "0.25", 2, 2),
                ("anthropic/claude-sonnet-5", {"reasoning"}, 2, 10, 2),
                ("anthropic/claude-opus-5", {"reasoning"}, 5, 25, 3),
                ("openai/gpt-5.6-sol", {"reasoning"}, 4, 20, 3),
                ("groq/llama-3.1-8b-instant", set(), "0.05", "0.08", 1),
                ("bedrock/amazon.nova-pro-v1:0", set(), "0.8", "3.2", 2)):
            rates = {"input": Decimal(input_price), "output": Decimal(output_price)}
            self.assertEqual(facts.tier_of(name, can, rates), tier, name)

    def test_tokenizers(self):
        for name, family in (("openai/gpt-4o-mini", "o200k_base"), ("openai/gpt-4", "cl100k_base"),
                             ("openai/gpt-4.1", "o200k_base"), ("openai/o3", "o200k_base"),
                             ("openai/text-embedding-3-small", "cl100k_base"),
                             ("anthropic/claude-opus-4-6", "claude"),
                             ("anthropic/claude-opus-4-7", "claude_4_7"),
                             ("bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude"),
                             ("vertex/claude-sonnet-5@default", "claude_4_7"),
                             ("groq/llama-3.3-70b-versatile", "llama3")):
            self.assertEqual(facts.tokenizer_of(name), family, name)

    def test_models_dev_fills_what_is_missing(self):
        found = catalogue({"gpt-x": row(1e-6, 2e-6, max_input_tokens=1000)}, models_dev={
            "openai/gpt-x": 'tool_call = true\n[limit]\ncontext = 5\noutput = 7\n'
                            '[modalities]\ninput = ["text", "image"]\n'})
        record = found["openai/gpt-x"]
        self.assertEqual((record["context"], record["max_output"], record["can"]),
                         (1000, 7, ["tools", "vision"]))


class Wheel(unittest.TestCase):
    def test_genai_prices_literals_are_read_and_never_run(self):
        source = '''
providers: list[Provider] = [Provider(id='openai', models=[ModelInfo(id='gpt-x',
    match=ClauseOr(or_=[ClauseEquals(equals='gpt-x')]),
    prices=[ConditionalPrice(constraint=StartDateConstraint(start_date=datetime.date(2026, 8, 1)),
        prices=ModelPrice(input_mtok=TieredPrices(base=Decimal('2'),
            tiers=[Tier(start=200000, price=Decimal('4'))])))])])]
'''
        model = genai.GenaiPrices(genai.parse_wheel_source(source), "x").find("openai/gpt-x")
        (start, block), = genai.periods_of(model)
        self.assertEqual(start, "2026-08-01")
        self.assertEqual((block["rates"], block["above"]),
                         ({"input": Decimal(2)}, {200000: {"input": Decimal(4)}}))
        with self.assertRaises(ValueError):
            genai.parse_wheel_source("providers: list = [x for x in y]")


class Committed(unittest.TestCase):
    """The file in the tree: in order, well formed, small enough to be part of the program."""

    def test_models_jsonl(self):
        content = (build.HERE / "models.jsonl").read_text()
        self.assertLess(len(content.encode()), build.MAX_BYTES)
        records = [json.loads(line) for line in content.splitlines()]
        self.assertEqual([r["model"] for r in records], sorted(r["model"] for r in records))
        build.check(records)
        for record in records:
            for price in record["prices"]:
                self.assertTrue(price.get("rates") or price.get("fees"), record["model"])
                for value in price.get("rates", {}).values():
                    self.assertRegex(value, r"^\d+(\.\d*[1-9])?$")


if __name__ == "__main__":
    unittest.main()
