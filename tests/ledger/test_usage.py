"""Usage is found wherever a provider tells it, counted once, and estimated where it is never told. The
numbers are those of cases that users of other gateways reported."""

import json
import unittest

import rows
import stack
from stack import CHAT, EMBEDDINGS, MESSAGES, RESPONSES, servers

GPT, CLAUDE = "openai/gpt-4o-mini", "anthropic/claude-haiku-4-5"
# The same request as each of them counts it: 100 tokens new, 900 read from the cache.
OF_GPT = {"prompt_tokens": 1000, "completion_tokens": 40, "total_tokens": 1040,
          "prompt_tokens_details": {"cached_tokens": 900}}
OF_CLAUDE = {"input_tokens": 100, "cache_read_input_tokens": 900, "cache_creation_input_tokens": 0, "output_tokens": 40}
OF_RESPONSES = {"input_tokens": 1000, "output_tokens": 40, "total_tokens": 1040,
                "input_tokens_details": {"cached_tokens": 900}}
PARTITION = {"fresh": 100, "cache_read": 900, "output": 40}
PAIRS = [(CHAT, GPT, OF_GPT), (MESSAGES, GPT, OF_GPT), (MESSAGES, CLAUDE, OF_CLAUDE), (CHAT, CLAUDE, OF_CLAUDE)]


class WithGateway(unittest.TestCase):
    def setUp(self):
        self.mock = stack.Mock()
        self.addCleanup(self.mock.stop)
        providers = (self.mock.provider("openai", ["gpt-4o-mini", "text-embedding-3-small"]) |
                     self.mock.provider("anthropic", ["claude-haiku-4-5"], "anthropic"))
        self.gateway = servers.Gateway(stack.config(providers, workers=1))
        self.addCleanup(self.gateway.stop)
        self.rows = rows.Rows(self.gateway.data)
        self.caller = stack.Caller(self.gateway)
        self.addCleanup(self.caller.close)

    def ask(self, path, model, usage, stream=False, more=None, **orders):
        text = stack.order(usage, **orders)
        return self.caller.ask(path, model, text, stream=stream, **(more or {}))

    def row_of(self, *arguments, **orders):
        answer = self.ask(*arguments, **orders)
        self.assertEqual(answer.status, 200, answer.body)
        return self.rows.of(answer)[0]

    def assert_told(self, row, partition=PARTITION):
        self.assertEqual((rows.tokens(row), row["estimated"]), (partition, 0))


class Partition(WithGateway):
    # Case 1.
    def test_cached_tokens_are_inside_the_count_of_one_provider_and_beside_that_of_the_other(self):
        for path, model, usage in PAIRS:
            with self.subTest(f"{model} by {path}"):
                self.assert_told(self.row_of(path, model, usage))

    # Case 1.
    def test_callers_hear_the_count_in_their_own_dialects_terms(self):
        of_claude = self.ask(CHAT, CLAUDE, OF_CLAUDE).json()["usage"]
        self.assertEqual((of_claude["prompt_tokens"], of_claude["prompt_tokens_details"]["cached_tokens"]), (1000, 900))
        of_gpt = self.ask(MESSAGES, GPT, OF_GPT).json()["usage"]
        self.assertEqual((of_gpt["input_tokens"], of_gpt["cache_read_input_tokens"]), (100, 900))

    # Case 1.
    def test_more_cached_tokens_than_there_are_make_no_class_negative(self):
        usage = OF_GPT | {"prompt_tokens": 800, "total_tokens": 840}
        row = self.row_of(CHAT, GPT, usage)
        self.assertTrue(all(row[name] >= 0 for name in rows.CLASSES), rows.tokens(row))
        self.assertEqual(sum(rows.tokens(row).values()), 840)

    # Case 2.
    def test_a_stream_costs_what_the_same_answer_costs_as_json(self):
        for path, model, usage in PAIRS + [(RESPONSES, GPT, OF_RESPONSES)]:
            with self.subTest(f"{model} by {path}"):
                plain = self.row_of(path, model, usage)
                stream = self.row_of(path, model, usage, True)
                self.assert_told(stream)
                self.assertEqual((plain["stream"], stream["stream"]), (0, 1))
                self.assertEqual(plain["cost"], stream["cost"])
                self.assertGreater(plain["cost"], 0)

    def test_embeddings_have_no_output(self):
        row = self.row_of(EMBEDDINGS, "openai/text-embedding-3-small", {"prompt_tokens": 8, "total_tokens": 8})
        self.assert_told(row, {"fresh": 8})


class Streams(WithGateway):
    # Case 12.
    def test_usage_is_asked_for_and_hidden_from_a_caller_who_did_not_ask(self):
        answer = self.ask(CHAT, GPT, OF_GPT, True)
        self.assertIs(self.mock.last_body()["stream_options"]["include_usage"], True)
        self.assertTrue(all(chunk["choices"] and "usage" not in chunk for chunk in answer.data()), answer.body)
        self.assert_told(self.rows.of(answer)[0])

    # Case 12.
    def test_a_caller_who_asks_for_usage_gets_it_once(self):
        answer = self.ask(CHAT, GPT, OF_GPT, True, {"stream_options": {"include_usage": True}})
        self.assertEqual([chunk["usage"] for chunk in answer.data() if chunk.get("usage")], [OF_GPT])
        self.assert_told(self.rows.of(answer)[0])

    # Case 12.
    def test_usage_counts_once_whether_twice_late_or_with_every_event(self):
        for path, model, usage in PAIRS:
            # Anthropic's comes with the reason to stop, so that a late one is no answer.
            for fault in ("usage-twice", "usage-every") + (("usage-late",) if model == GPT else ()):
                with self.subTest(f"{model} by {path}, {fault}"):
                    self.assert_told(self.row_of(path, model, usage, True, fault=fault))

    # Case 12.
    def test_usage_that_never_comes_is_estimated_and_marked(self):
        for path, model, usage in PAIRS + [(RESPONSES, GPT, OF_RESPONSES)]:
            for stream in (False, True):
                with self.subTest(f"{model} by {path}, stream {stream}"):
                    row = self.row_of(path, model, usage, stream, fault="no-usage")
                    self.assertEqual((row["estimated"], row["attempts"][0]["estimated"]), (1, 1))
                    self.assertGreater(row["fresh"], 0)
                    self.assertGreater(row["output"], 0)
                    self.assertGreater(row["cost"], 0)

    # Case 11.
    def test_a_stream_that_the_provider_cuts_is_billed_for_what_came(self):
        for path, model, usage in PAIRS:
            with self.subTest(f"{model} by {path}"):
                answer = self.ask(path, model, usage, True, events=40, fault="cut", after=23)
                row = self.rows.of(answer)[0]
                self.assertEqual(row["estimated"], 1)
                # Some twenty pieces came, each of one token.
                self.assertTrue(10 <= row["output"] <= 40, rows.tokens(row))
                self.assertGreater(row["cost"], 0)


class HangUps(WithGateway):
    EVENTS, READ = 5000, 50

    def leave(self, path, model, usage):
        """Asks for a long stream, reads some pieces and hangs up; the row of that."""
        before = self.mock.stats()["aborted_by_peer"]
        caller = stack.Caller(self.gateway)
        answer = caller.begin(path, model, stack.order(usage, events=self.EVENTS, interval="2ms"), stream=True)
        read = 0
        while read < self.READ:
            read += b"token " in answer.readline()
        answer.close()
        caller.close()
        self.assertTrue(rows.wait_until(lambda: self.mock.stats()["aborted_by_peer"] == before + 1),
                        "the provider's stream was not cancelled")
        request_id = answer.headers["x-farthing-request-id"]
        return self.rows.of(stack.Answer(200, {"x-farthing-request-id": request_id}, ""))[0]

    # Case 11.
    def test_a_caller_that_hangs_up_is_billed_the_prompt_and_what_came(self):
        for path, model, usage in PAIRS:
            with self.subTest(f"{model} by {path}"):
                row = self.leave(path, model, usage)
                self.assertEqual((row["status"], row["estimated"], len(row["attempts"])), (499, 1, 1))
                self.assertTrue(0.7 * self.READ <= row["output"] <= self.EVENTS / 2, rows.tokens(row))
                self.assertGreater(row["fresh"], 0)
                # Anthropic's stream begins with the input; of the others' it is an estimate.
                if model == CLAUDE:
                    self.assertEqual((row["fresh"], row["cache_read"]), (100, 900))
                estimate = {"input_tokens": row["fresh"], "cache_read_input_tokens": row["cache_read"],
                            "output_tokens": row["output"]}
                self.assertEqual(row["cost"], rows.price(model, estimate, rows.time_of(row),
                                                         dialect="anthropic")["picodollars"])

    # Case 11.
    def test_a_caller_that_hangs_up_before_the_answer_begins_is_recorded(self):
        caller = stack.Caller(self.gateway)
        connection = caller.connection
        body = json.dumps(stack.body_of(CHAT, GPT, stack.order(OF_GPT, fault="stall")))
        connection.request("POST", CHAT, body, {"content-type": "application/json"})
        self.assertTrue(rows.wait_until(lambda: self.mock.stats()["requests"] == 1))
        caller.close()
        row = self.rows.only()
        self.assertEqual(row["status"], 499)
        self.assertEqual(row["attempts"][0]["status"], 0)
        self.assertEqual(row["estimated"], 1)
        self.assertTrue(rows.wait_until(lambda: self.mock.stats()["aborted_by_peer"] == 1))


class Encodings(WithGateway):
    # Case 13.
    def test_usage_is_found_in_compressed_answers(self):
        for path, model, usage in PAIRS + [(RESPONSES, GPT, OF_RESPONSES)]:
            for stream in (False, True):
                with self.subTest(f"{model} by {path}, stream {stream}"):
                    answer = self.ask(path, model, usage, stream, fault="gzip")
                    self.assertEqual(answer.headers.get("content-encoding", "identity"), "identity")
                    self.assertTrue(answer.data() if stream else answer.json())
                    self.assert_told(self.rows.of(answer)[0])

    # Case 13.
    def test_usage_is_found_wherever_the_bytes_are_split(self):
        for path, model, usage in PAIRS:
            for stream in (False, True):
                with self.subTest(f"{model} by {path}, stream {stream}"):
                    self.assert_told(self.row_of(path, model, usage, stream, fault="bytes", events=3))

    # Case 13.
    def test_usage_is_found_behind_line_ends_of_two_bytes(self):
        for path, model, usage in PAIRS:
            with self.subTest(f"{model} by {path}"):
                self.assert_told(self.row_of(path, model, usage, True, fault="crlf"))


if __name__ == "__main__":
    unittest.main()
