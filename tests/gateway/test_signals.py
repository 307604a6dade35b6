"""What signals do: drain, reload, and end at once."""

import http.client
import signal
import unittest

import servers


class Signals(unittest.TestCase):
    def setUp(self):
        self.gateway = servers.Gateway()
        self.addCleanup(self.gateway.stop)

    def stream(self):
        """A running stream of the sandbox, which takes its time; its first bytes have come."""
        connection = http.client.HTTPConnection("127.0.0.1", int(self.gateway.url.rsplit(":", 1)[1]),
                                                timeout=servers.PATIENCE)
        self.addCleanup(connection.close)
        body = servers.json.dumps(servers.chat_body("sandbox/small", stream=True))
        connection.request("POST", "/v1/chat/completions", body, {"content-type": "application/json"})
        answer = connection.getresponse()
        self.assertEqual(answer.status, 200)
        return answer, answer.read1()

    def test_sigterm_finishes_the_running_stream_and_exits_0(self):
        answer, begun = self.stream()
        self.gateway.signal(signal.SIGTERM)
        self.assertTrue(self.gateway.said("draining"))
        whole = begun + answer.read()
        self.assertTrue(whole.endswith(b"data: [DONE]\n\n"), whole[-200:])
        self.assertEqual(self.gateway.wait(), 0)

    def test_while_draining_nobody_new_comes_in(self):
        answer, _ = self.stream()
        self.gateway.signal(signal.SIGTERM)
        with self.assertRaises(OSError):
            while True:  # until the listener is closed
                self.gateway.ask("GET", "/health/live")
        answer.read()
        self.assertEqual(self.gateway.wait(), 0)

    def test_a_second_signal_means_now(self):
        self.stream()
        self.gateway.signal(signal.SIGTERM)
        self.assertTrue(self.gateway.said("draining"))
        self.gateway.signal(signal.SIGINT)
        self.assertIn(self.gateway.wait(), (0, 128 + signal.SIGINT))

    def test_sigint_ends_it_as_well(self):
        self.gateway.signal(signal.SIGINT)
        self.assertEqual(self.gateway.wait(), 0)

    def test_sighup_takes_a_good_file_whole_and_a_broken_one_not_at_all(self):
        self.assertEqual(self.gateway.chat("fast")[0], 404)
        self.gateway.configure("aliases: { fast: sandbox/small }\n")
        self.gateway.signal(signal.SIGHUP)
        self.assertTrue(self.gateway.becomes("farthing_config_reloads_total", 1, "success"))
        self.assertEqual(self.gateway.chat("fast")[0], 200)
        self.gateway.configure("aliases: { fast: sandbox/large }\nnonsense: 1\n")
        self.gateway.signal(signal.SIGHUP)
        self.assertTrue(self.gateway.becomes("farthing_config_reloads_total", 1, "failure"))
        status, headers, _ = self.gateway.chat("fast")
        self.assertEqual((status, headers["x-farthing-model"]), (200, "sandbox/small"))
        self.assertTrue(self.gateway.said("farthing.yaml:6:1"))


if __name__ == "__main__":
    unittest.main()
