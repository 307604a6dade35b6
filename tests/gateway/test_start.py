"""How `farthing serve` begins, and the sentences with which it does not."""

import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import unittest

import servers


class Start(unittest.TestCase):
    def refused(self, code, sentence, *arguments):
        status, out, err = servers.run("serve", *arguments)
        self.assertEqual(status, code, err)
        self.assertIn(sentence, err)
        self.assertNotIn("listening on", out)
        return err

    def test_it_says_where_it_listens_and_writes_it_down(self):
        gateway = servers.Gateway()
        self.addCleanup(gateway.stop)
        self.assertRegex(gateway.url, r"^http://127\.0\.0\.1:\d+$")
        self.assertEqual((gateway.data / "address").read_text(), gateway.url + "\n")
        self.assertEqual(gateway.ask("GET", "/health/ready")[0], 200)
        self.assertEqual(os.stat(gateway.data / "admin-token").st_mode & 0o777, 0o600)

    def answer_of_the_printed_curl(self, config, **more):
        """What the command of the welcome prints, as it stands."""
        gateway = servers.Gateway(config, **more)
        self.addCleanup(gateway.stop)
        welcome = gateway.output.splitlines()[:-1]
        self.assertEqual(len(welcome), 5, gateway.output)
        command = welcome[-1].removeprefix("  try: ")
        return subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=servers.PATIENCE).stdout

    def test_the_printed_curl_answers(self):
        local = servers.Provider()
        self.addCleanup(local.close)
        unlisted = "providers:\n" + servers.provider("local", local.url, "api_key: k")
        for config in ("tiers: { 1: [sandbox/small] }\n", "", unlisted):
            with self.subTest(config=config):
                self.assertIn("chat.completion", self.answer_of_the_printed_curl(config))

    def test_the_printed_curl_answers_over_tls_and_a_socket(self):
        with tempfile.TemporaryDirectory() as folder:
            cert, key = servers.make_certificate(folder)
            answer = self.answer_of_the_printed_curl(f"tls: {{ cert: {cert}, key: {key} }}\n")
            self.assertIn("chat.completion", answer)
            answer = self.answer_of_the_printed_curl("", listen=f"unix:{folder}/a socket")
            self.assertIn("chat.completion", answer)

    def test_where_no_model_is_known_the_printed_curl_lists_those_there_are(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"http://127.0.0.1:{silent.getsockname()[1]}"
            answer = self.answer_of_the_printed_curl("providers:\n" + servers.provider("p", url, "api_key: k"))
        self.assertIn('"object":"list"', answer)

    def test_a_taken_port_is_one_sentence(self):
        gateway = servers.Gateway()
        self.addCleanup(gateway.stop)
        address = gateway.url.removeprefix("http://")
        with tempfile.TemporaryDirectory() as folder:
            err = self.refused(3, "another process already does", "--config", str(gateway.file), "--listen", address,
                               "--data-dir", folder)
        self.assertEqual(len(err.splitlines()), 1)
        self.assertEqual(gateway.ask("GET", "/health/live")[0], 200)

    def test_a_port_that_somebody_else_has_is_one_sentence(self):
        with socket.create_server(("127.0.0.1", 0)) as taken, tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "farthing.yaml")
            file.write_text("providers: { sandbox: { preset: sandbox } }\n")
            self.refused(3, "Cannot listen on", "--config", str(file), "--listen",
                         f"127.0.0.1:{taken.getsockname()[1]}", "--data-dir", folder)

    def test_an_unwritable_data_directory_is_one_sentence(self):
        with tempfile.NamedTemporaryFile() as file, tempfile.TemporaryDirectory() as folder:
            config = pathlib.Path(folder, "farthing.yaml")
            config.write_text("providers: { sandbox: { preset: sandbox } }\n")
            err = self.refused(3, "Cannot write to the data directory", "--config", str(config), "--listen",
                               "127.0.0.1:0", "--data-dir", file.name + "/below")
        self.assertEqual(len(err.splitlines()), 1)

    def test_a_missing_configuration_is_an_error_that_names_it(self):
        self.refused(1, "/nowhere/farthing.yaml", "--config", "/nowhere/farthing.yaml")

    def test_a_broken_configuration_is_an_error_with_its_place(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "farthing.yaml")
            for text, place in (("listen: [\n", f"{file}:"), ("providerz: {}\n", f"{file}:1:1: "),
                                ("retry: { max_attempts: 0 }\n", f"{file}:1:")):
                file.write_text(text)
                self.refused(1, place, "--config", str(file))

    def test_without_keys_it_serves_its_own_machine_alone(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "farthing.yaml")
            file.write_text("providers: { sandbox: { preset: sandbox } }\n")
            self.refused(1, "keys", "--config", str(file), "--listen", "0.0.0.0:0")

    def test_nothing_that_a_kill_leaves_prevents_a_restart(self):
        with tempfile.TemporaryDirectory() as folder:
            path = folder + "/socket"
            for _ in range(2):
                gateway = servers.Gateway(listen="unix:" + path, folder=folder)
                self.assertEqual(gateway.url, "unix:" + path)
                gateway.signal(signal.SIGKILL)
                self.assertEqual(gateway.wait(), -signal.SIGKILL)
            first = servers.Gateway(folder=folder)
            address = first.url.removeprefix("http://")
            first.chat("sandbox/small")
            first.signal(signal.SIGKILL)
            first.wait()
            again = servers.Gateway(listen=address, folder=folder)
            self.assertEqual(again.url, first.url)
            self.assertEqual(again.chat("sandbox/small")[0], 200)
            self.assertEqual(again.stop(), 0)


if __name__ == "__main__":
    unittest.main()
