"""Gateways that share a ledger in PostgreSQL, from outside. FARTHING_TEST_POSTGRES is the server's URI,
FARTHING_TEST_POSTGRES_SERVER the command that stops and starts it (run)."""

import json
import os
import pathlib
import shlex
import signal
import subprocess
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "gateway"))
import servers  # noqa: E402

URI = os.environ["FARTHING_TEST_POSTGRES"]
SERVER = shlex.split(os.environ["FARTHING_TEST_POSTGRES_SERVER"])
MODEL = "sandbox/small"


def server(what):
    subprocess.run([*SERVER, what], check=True)


class SharedLedger(unittest.TestCase):
    databases = 0

    def setUp(self):
        SharedLedger.databases += 1
        name = f"shared_{os.getpid()}_{SharedLedger.databases}"
        self.sql("postgres", f"CREATE DATABASE {name}")
        self.addCleanup(lambda: self.sql("postgres", f"DROP DATABASE {name} WITH (FORCE)"))
        self.database = name
        self.settings = f'ledger: {{ postgres: "{URI.rpartition("/")[0]}/{name}" }}\n'

    @staticmethod
    def sql(database, statement):
        done = subprocess.run(["psql", "-qAtX", f"{URI.rpartition('/')[0]}/{database}", "-c", statement],
                              capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def gateway(self, **more):
        gateway = servers.Gateway(self.settings, **more)
        self.addCleanup(gateway.stop)
        return gateway

    def report(self, gateway, *arguments):
        return servers.run("report", "--config", str(gateway.file), "--since", "1h", *arguments)

    def requests(self, gateway):
        code, out, err = self.report(gateway, "--json")
        if "there is no ledger" in err:
            return 0
        self.assertEqual(code, 0, err)
        return json.loads(out)["requests"]

    def waits_for(self, gateway, count):
        """Until the report has so many requests, or patience is over."""
        over = threading.Event()
        timer = threading.Timer(servers.PATIENCE, over.set)
        timer.start()
        while not over.is_set() and self.requests(gateway) < count:
            pass
        timer.cancel()
        self.assertEqual(self.requests(gateway), count)

    def test_each_reports_what_all_have_served(self):
        gateways = [self.gateway(), self.gateway()]
        for gateway in gateways:
            for _ in range(5):
                self.assertEqual(gateway.chat(MODEL)[0], 200)
        for gateway in gateways:
            self.waits_for(gateway, 10)
            self.assertFalse((gateway.data / "ledger.db").exists())
        code, out, err = servers.run("export", "focus", "--config", str(gateways[0].file), "--since", "1h")
        self.assertEqual(code, 0, err)
        self.assertIn("sandbox", out)

    def test_requests_are_served_and_kept_while_the_server_is_down(self):
        server("stop")
        self.addCleanup(lambda: server("start") if not server_is_up() else None)
        gateway = self.gateway()  # starts all the same
        for _ in range(20):
            self.assertEqual(gateway.chat(MODEL)[0], 200)
        self.assertTrue(gateway.said("the ledger cannot take rows over"))
        code, _, err = self.report(gateway)
        self.assertEqual(code, 3)
        self.assertIn("PostgreSQL at ", err)
        self.assertNotIn("secret", err + "".join(gateway.errors))
        server("start")
        self.waits_for(gateway, 20)
        self.assertTrue(gateway.said("takes rows over again"))

    def test_a_kill_loses_nothing(self):
        gateway = self.gateway()
        for count in (7, 14, 21):
            for _ in range(7):
                self.assertEqual(gateway.chat(MODEL)[0], 200)
            gateway.signal(signal.SIGKILL)
            gateway.wait()
            gateway = self.gateway(folder=gateway.folder)
            self.waits_for(gateway, count)
        self.assertEqual(self.sql(self.database, "SELECT count(DISTINCT request_id) FROM farthing.requests"), "21")


def server_is_up():
    return subprocess.run(["psql", "-qAtX", URI, "-c", "SELECT 1"], capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    unittest.main()
