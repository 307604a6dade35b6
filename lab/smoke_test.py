"""Starts the farthing-lab binary given as the only argument, and uses it as people do."""

import http.client
import json
import subprocess
import sys
import unittest

BINARY = ""


class Mock:
    """A running mock; closes with the block."""

    def __init__(self, *options):
        self.process = subprocess.Popen(
            [BINARY, "mock", *options], stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline().split()
        assert line[:2] == ["listening", "on"], line
        self.url = line[2]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.exit_code = self.process.wait()
        self.process.stdout.close()

    def ask(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection(self.url.removeprefix("http://"))
        payload = json.dumps(body) if isinstance(body, dict) else body
        connection.request(method, path, payload, headers or {})
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, dict(answer.getheaders()), content


def chat(text="hello", **more):
    return {"model": "m", "messages": [{"role": "user", "content": text}], **more}


class Smoke(unittest.TestCase):
    def test_every_path_answers_json(self):
        with Mock() as mock:
            for path in ["/v1/chat/completions", "/v1/embeddings", "/v1/messages",
                         "/v1/messages/count_tokens", "/v1/responses",
                         "/openai/deployments/d/chat/completions?api-version=1"]:
                status, _, content = mock.ask("POST", path, chat())
                self.assertEqual(status, 200, path)
                self.assertIsInstance(json.loads(content), dict, path)
            self.assertEqual(json.loads(mock.ask("GET", "/v1/models")[2])["data"][0]["id"], "m")
        self.assertEqual(mock.exit_code, 0)

    def test_stream_ends_with_done(self):
        with Mock("--stream-events", "3") as mock:
            _, headers, content = mock.ask("POST", "/v1/chat/completions", chat(stream=True))
            self.assertTrue(headers["content-type"].startswith("text/event-stream"))
            events = content.decode().split("\n\n")
            self.assertEqual(events[-2:], ["data: [DONE]", ""])
            for event in events[:-2]:
                json.loads(event.removeprefix("data: "))

    def test_orders_by_header_text_and_model(self):
        with Mock() as mock:
            status, headers, _ = mock.ask("POST", "/v1/chat/completions", chat(),
                                          {"x-mock": "status=429;retry-after=7"})
            self.assertEqual((status, headers["retry-after"]), (429, "7"))
            self.assertEqual(mock.ask("POST", "/v1/messages", chat("~mock:status=529~"))[0], 529)
            body = chat() | {"model": "mock-fault-500"}
            self.assertEqual(mock.ask("POST", "/v1/chat/completions", body)[0], 500)
            statuses = [mock.ask("POST", "/v1/chat/completions", chat("~mock:status=503;times=2~"))[0]
                        for _ in range(3)]
            self.assertEqual(statuses, [503, 503, 200])
            stats = json.loads(mock.ask("GET", "/_mock/stats")[2])
            self.assertEqual(stats["requests"], 6)
            self.assertEqual(stats["statuses"], {"429": 1, "500": 1, "503": 2, "529": 1})

    def test_last_request_is_shown_as_it_came(self):
        with Mock() as mock:
            chunks = [b'{"model":"m",', b'"x":1}']
            mock.ask("POST", "/v1/chat/completions?a=b", iter(chunks), {"X-Probe": "1"})
            head, body = mock.ask("GET", "/_mock/last")[2].split(b"\r\n\r\n", 1)
            self.assertTrue(head.startswith(b"POST /v1/chat/completions?a=b HTTP/1.1\r\n"))
            self.assertIn(b"\r\nX-Probe: 1", head)
            self.assertEqual(body, b"".join(chunks))

    def test_load_reports_right_answers_and_cpu(self):
        with Mock() as mock:
            printed = subprocess.run(
                [BINARY, "load", "--url", mock.url + "/v1/messages", "--stream", "--check", "--json",
                 "--duration", "100ms", "--warmup", "10ms", "--pid", str(mock.process.pid)],
                check=True, capture_output=True, text=True).stdout
            target = json.loads(printed)["target"]
            self.assertGreater(target["ok"], 0)
            self.assertEqual(target["errors"], {})
            self.assertGreater(target["cpu_us_per_answer"], 0)

    def test_mistakes_are_one_sentence(self):
        for arguments in [["mock", "--faults", "nonsense=1"], ["mock", "--listen", "nowhere"],
                          ["load", "--url", "https://x/"]]:
            ended = subprocess.run([BINARY, *arguments], capture_output=True, text=True)
            self.assertEqual(ended.returncode, 1, arguments)
            self.assertEqual(ended.stderr.strip().count("\n"), 0, ended.stderr)


if __name__ == "__main__":
    BINARY = sys.argv.pop()
    unittest.main()
