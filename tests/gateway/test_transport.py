"""Ways in and out other than plain TCP over IPv4."""

import http.client
import os
import socket
import ssl
import tempfile
import unittest

import servers


def has_ipv6():
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


class WaysIn(unittest.TestCase):
    def test_a_unix_socket(self):
        with tempfile.TemporaryDirectory() as folder:
            gateway = servers.Gateway(listen=f"unix:{folder}/socket", folder=folder)
            self.addCleanup(gateway.stop)
            connection = http.client.HTTPConnection("localhost")
            connection.sock = socket.socket(socket.AF_UNIX)
            connection.sock.connect(f"{folder}/socket")
            status, _, body = servers.talk(connection, "POST", "/v1/chat/completions",
                                           servers.chat_body("sandbox/small"))
            connection.close()
            self.assertEqual(status, 200, body)
            self.assertEqual(gateway.stop(), 0)
            self.assertFalse(os.path.exists(f"{folder}/socket"))
            self.assertFalse((gateway.data / "address").exists())

    @unittest.skipUnless(has_ipv6(), "this machine has no IPv6")
    def test_ipv6(self):
        gateway = servers.Gateway(listen="[::1]:0")
        self.addCleanup(gateway.stop)
        self.assertRegex(gateway.url, r"^http://\[::1\]:\d+$")
        self.assertEqual(gateway.chat("sandbox/small")[0], 200)

    def test_several_addresses(self):
        with tempfile.TemporaryDirectory() as folder:
            gateway = servers.Gateway(folder=folder)
            gateway.stop()
            gateway.file.write_text(gateway.file.read_text().replace(
                'listen: "127.0.0.1:0"', f'listen: ["127.0.0.1:0", "unix:{folder}/socket"]'))
            again = servers.Process(servers.FARTHING, "serve", "--config", str(gateway.file))
            try:  # it ends before its folder does
                with socket.socket(socket.AF_UNIX) as caller:
                    caller.connect(f"{folder}/socket")
                    caller.sendall(b"GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n")
                    self.assertTrue(caller.recv(100).startswith(b"HTTP/1.1 200"))
            finally:
                again.stop()

    def test_tls(self):
        with tempfile.TemporaryDirectory() as folder:
            cert, key = servers.make_certificate(folder)
            gateway = servers.Gateway(f"tls: {{ cert: {cert}, key: {key} }}\n")
            self.addCleanup(gateway.stop)
            self.assertTrue(gateway.url.startswith("https://"), gateway.url)
            trusting = ssl.create_default_context(cafile=cert)
            self.assertEqual(gateway.chat("sandbox/small", context=trusting)[0], 200)
            with self.assertRaises(ssl.SSLCertVerificationError):
                gateway.chat("sandbox/small", context=ssl.create_default_context())
            with socket.create_connection(("127.0.0.1", int(gateway.url.rsplit(":", 1)[1]))) as plain:
                plain.sendall(b"GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n")
                plain.settimeout(servers.PATIENCE)
                try:
                    self.assertNotIn(b"HTTP/1.1 200", plain.recv(100))
                except ConnectionResetError:
                    pass
            self.assertEqual(gateway.ask("GET", "/health/live", context=trusting)[0], 200)


class WaysOut(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.cert, self.key = servers.make_certificate(folder.name)
        self.provider = servers.Provider((self.cert, self.key))
        self.addCleanup(self.provider.close)

    def gateway(self, more):
        gateway = servers.Gateway("retry: { max_attempts: 1 }\nproviders:\n" +
                                  servers.provider("p", self.provider.url, "models: [m]" + more))
        self.addCleanup(gateway.stop)
        return gateway

    def test_a_provider_behind_tls_with_its_own_authority(self):
        gateway = self.gateway(f", ca_file: {self.cert}")
        for _ in range(3):
            status, _, body = gateway.chat("p/m")
            self.assertEqual((status, body), (200, servers.ANSWER))

    def test_a_certificate_that_nobody_vouches_for_is_refused(self):
        status, _, body = self.gateway("").chat("p/m")
        self.assertEqual(status, 502)
        self.assertIn("certificate", body)

    def test_an_outbound_proxy(self):
        proxy = servers.ConnectProxy()
        self.addCleanup(proxy.close)
        gateway = self.gateway(f', ca_file: {self.cert}, proxy: "http://user:pass@127.0.0.1:{proxy.port}"')
        self.assertEqual(gateway.chat("p/m")[2], servers.ANSWER)
        self.assertIn(f"CONNECT localhost:{self.provider.port} HTTP/1.1", proxy.asked[0])
        self.assertIn("Basic dXNlcjpwYXNz", proxy.asked[0])

    def test_a_proxy_that_is_gone_is_an_error_and_not_a_way_around_it(self):
        with socket.create_server(("127.0.0.1", 0)) as gone:
            port = gone.getsockname()[1]
        gateway = self.gateway(f', ca_file: {self.cert}, proxy: "http://127.0.0.1:{port}"')
        self.assertEqual(gateway.chat("p/m")[0], 502)


if __name__ == "__main__":
    unittest.main()
