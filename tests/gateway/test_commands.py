"""The commands that look at providers and at a running gateway."""

import json
import os
import pathlib
import socket
import tempfile
import unittest

import servers


class Check(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = pathlib.Path(folder.name, "farthing.yaml")
        self.provider = servers.Provider()
        self.addCleanup(self.provider.close)

    def test_providers_that_answer(self):
        self.file.write_text("providers:\n" + servers.provider("up", self.provider.url, "api_key: sk-very-secret"))
        status, out, err = servers.run("check", "--config", str(self.file))
        self.assertEqual(status, 0, err)
        self.assertIn("# up: answers, 2 models", out)
        self.assertNotIn("sk-very-secret", out)

    def test_a_provider_that_is_down(self):
        with socket.create_server(("127.0.0.1", 0)) as gone:
            port = gone.getsockname()[1]
        self.file.write_text("providers:\n" + servers.provider("up", self.provider.url, "api_key: k") +
                             servers.provider("down", f"http://127.0.0.1:{port}", "api_key: k"))
        status, out, _ = servers.run("check", "--config", str(self.file))
        self.assertEqual(status, 3)
        self.assertIn("# up: answers", out)
        self.assertIn("# down: does not answer", out)

    def test_json(self):
        self.file.write_text("providers:\n" + servers.provider("up", self.provider.url, "api_key: sk-very-secret"))
        status, out, err = servers.run("check", "--json", "--config", str(self.file))
        self.assertEqual(status, 0, err)
        told = json.loads(out)
        self.assertEqual(told["providers"], [{"name": "up", "answers": True, "models": 2}])
        self.assertEqual(told["config"]["server"]["max_body"], "32MiB")
        self.assertNotIn("sk-very-secret", out)
        self.file.write_text("alliases: {}\ntears: {}\n")
        status, out, err = servers.run("check", "--json", "--config", str(self.file))
        self.assertEqual(status, 1)
        self.assertEqual(json.loads(out), {"valid": False, "mistakes": err.splitlines()})

    def test_files_that_a_start_would_miss(self):
        cert, key = servers.make_certificate(self.file.parent)
        start = f"providers: {{ sandbox: }}\ntls: {{ cert: {cert}, key: {key} }}\n"
        self.file.write_text(start)
        self.assertEqual(servers.run("check", "--config", str(self.file))[0], 0)
        self.file.write_text(start.replace("key.pem", "none.pem"))
        status, _, err = servers.run("check", "--config", str(self.file))
        self.assertEqual(status, 1)
        self.assertIn(f"{self.file}:2:", err)
        self.file.write_text(start.replace("key.pem", "cert.pem"))
        status, _, err = servers.run("check", "--config", str(self.file))
        self.assertEqual(status, 1)
        self.assertIn("private key", err)
        self.file.write_text("providers: { sandbox: }\naccess_log: { path: /nowhere/log }\n")
        status, _, err = servers.run("check", "--config", str(self.file))
        self.assertEqual(status, 1)
        self.assertIn(f"{self.file}:2:21: ", err)

    def test_a_mistake(self):
        self.file.write_text("alliases: {}\n")
        status, _, err = servers.run("check", "--config", str(self.file))
        self.assertEqual(status, 1)
        self.assertIn(f"{self.file}:1:1: ", err)
        self.assertIn("aliases", err)


class Top(unittest.TestCase):
    def test_it_sees_what_a_running_gateway_does(self):
        gateway = servers.Gateway()
        self.addCleanup(gateway.stop)
        self.assertEqual(gateway.chat("sandbox/small")[0], 200)
        self.assertEqual(gateway.chat("no-such-model")[0], 404)
        status, out, err = servers.run("top", "--once", "--data-dir", str(gateway.data))
        self.assertEqual(status, 0, err)
        self.assertIn("sandbox/small", out)
        status, out, err = servers.run("top", "--once", "--json", "--data-dir", str(gateway.data))
        self.assertEqual(status, 0, err)
        self.assertIn("sandbox", out)
        json.loads(out)

    def test_it_sees_its_own_gateway_over_tls_and_trusts_no_other(self):
        with tempfile.TemporaryDirectory() as folder:
            cert, key = servers.make_certificate(folder)
            gateway = servers.Gateway(f"tls: {{ cert: {cert}, key: {key} }}\n")
            self.addCleanup(gateway.stop)
            status, out, err = servers.run("top", "--once", "--json", "--data-dir", str(gateway.data))
            self.assertEqual(status, 0, err)
            json.loads(out)
            named = ("top", "--once", "--json", "--data-dir", str(gateway.data), "--address", gateway.url)
            status, _, err = servers.run(*named)
            self.assertEqual(status, 3)
            self.assertIn("certificate", err)
            status, _, err = servers.run(*named, env={**os.environ, "SSL_CERT_FILE": cert})
            self.assertEqual(status, 0, err)

    def test_without_a_gateway_it_says_so(self):
        with tempfile.TemporaryDirectory() as folder:
            status, _, err = servers.run("top", "--once", "--data-dir", folder)
        self.assertNotEqual(status, 0)
        self.assertTrue(err.strip())


if __name__ == "__main__":
    unittest.main()
