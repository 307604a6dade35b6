"""The commands that look at providers and at a running gateway."""

import decimal
import json
import os
import pathlib
import re
import socket
import tempfile
import unittest
import urllib.parse

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
        self.assertIn("spent $", out)
        self.assertIn("ledger up", out)
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


class Report(unittest.TestCase):
    def setUp(self):
        self.gateway = servers.Gateway("models: { sandbox/small: { price: { input: 1.1, output: 2 } } }\n")
        self.addCleanup(self.gateway.stop)
        for _ in range(3):
            self.assertEqual(self.gateway.chat("sandbox/small")[0], 200)
        self.assertTrue(self.gateway.becomes("farthing_ledger_rows_total", 3))
        token = (self.gateway.data / "admin-token").read_text().strip()
        self.admin = {"authorization": f"Bearer {token}"}

    def test_it_is_the_same_over_http(self):
        period = {"since": "2026-01-01", "until": "2100-01-01T00:00:00Z", "by": "provider"}
        query = urllib.parse.urlencode(period)
        for form, accept in (("--json", "application/json"), ("--csv", "text/csv")):
            status, out, err = servers.run("report", form, "--data-dir", str(self.gateway.data),
                                           *(part for name, value in period.items() for part in ("--" + name, value)))
            self.assertEqual(status, 0, err)
            status, _, body = self.gateway.ask("GET", f"/admin/v1/report?{query}",
                                               headers={**self.admin, "accept": accept})
            self.assertEqual(status, 200)
            self.assertEqual(body.strip(), out.strip())
        self.assertIn("sandbox,3,", out)

    def test_metrics_add_up_to_the_report(self):
        body = self.gateway.ask("GET", "/admin/v1/report?since=24h", headers=self.admin)[2]
        report = json.loads(body)
        metrics = self.gateway.ask("GET", "/metrics")[2]

        def picodollars(name):
            values = re.findall(rf"^{name}{{[^\n]*}} (\S+)$", metrics, re.MULTILINE)
            return int(sum(decimal.Decimal(value) for value in values) * 10**12)

        self.assertGreater(report["actual_picodollars"], 0)
        self.assertEqual(picodollars("farthing_cost_usd_total"), report["actual_picodollars"])
        self.assertEqual(picodollars("farthing_baseline_usd_total"), report["baseline_picodollars"])
        self.assertEqual(picodollars("farthing_saved_usd"), sum(report["saved"].values()))
        self.assertEqual(self.gateway.metric("farthing_unpriced_requests_total"), report["unpriced_requests"])


if __name__ == "__main__":
    unittest.main()
