"""The programs under test as processes, and small clients and providers to surround them with."""

import http.client
import http.server
import json
import os
import pathlib
import re
import signal
import socket
import ssl
import subprocess
import tempfile
import threading

ROOT = pathlib.Path(__file__).resolve().parents[2]
FARTHING = os.environ.get("FARTHING", str(ROOT / "build/farthing"))
FARTHING_LAB = os.environ.get("FARTHING_LAB", str(ROOT / "build/farthing-lab"))
PATIENCE = 60  # seconds after which a wait is a failure


class Process:
    """A program that says `listening on URL` once it accepts."""

    def __init__(self, *arguments, env=None):
        self.process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                        env=env)
        self.output = ""
        self.errors = []
        self._reader = threading.Thread(target=lambda: self.errors.extend(self.process.stderr), daemon=True)
        self._reader.start()
        self.url = None
        for line in self.process.stdout:
            self.output += line
            if line.startswith("listening on "):
                self.url = line.split()[2]
                break

    @property
    def pid(self):
        return self.process.pid

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self):
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        self.process.stdout.close()
        self.process.stderr.close()
        return code

    def stop(self):
        if self.process.poll() is None:
            self.signal(signal.SIGTERM)
        return self.wait()

    def said(self, text):
        """Whether standard error says it, now or before patience is over or the program ends."""
        while text not in "".join(self.errors):
            if not self._reader.is_alive():
                return text in "".join(self.errors)
            self._reader.join(0.01)
        return True


class Gateway(Process):
    """`farthing serve` in a folder of its own, with a configuration given as text."""

    def __init__(self, config="", *arguments, listen="127.0.0.1:0", folder=None, env=None):
        self._own_folder = None if folder else tempfile.TemporaryDirectory(prefix="farthing-test-")
        self.folder = pathlib.Path(folder or self._own_folder.name)
        self.data = self.folder / "data"
        self.file = self.folder / "farthing.yaml"
        self.listen = listen
        self.configure(config)
        super().__init__(FARTHING, "serve", "--config", str(self.file), *arguments, env=env)

    def configure(self, config):
        settings = f'listen: "{self.listen}"\ndata_dir: {self.data}\naccess_log: {{ path: {self.folder}/access.log }}\n'
        if "providers:" not in config:
            settings += "providers: { sandbox: { preset: sandbox } }\n"
        self.file.write_text(settings + config)

    def ask(self, method, path, body=None, headers=None, context=None):
        """Status, headers and body of one request on a connection of its own."""
        secure, host, port = re.fullmatch(r"http(s?)://(.+):(\d+)", self.url).groups()
        host = host.strip("[]")
        if secure:
            connection = http.client.HTTPSConnection(host, int(port), timeout=PATIENCE, context=context)
        else:
            connection = http.client.HTTPConnection(host, int(port), timeout=PATIENCE)
        try:
            return talk(connection, method, path, body, headers)
        finally:
            connection.close()

    def chat(self, model, context=None, **more):
        return self.ask("POST", "/v1/chat/completions", chat_body(model, **more), context=context)

    def metric(self, name, *labels):
        """The sum of the samples of that name that have all the labels."""
        return sum_of(self.ask("GET", "/metrics")[2], name, *labels)

    def becomes(self, name, value, *labels):
        """Whether the metric reaches the value before patience is over."""
        deadline = threading.Event()
        timer = threading.Timer(PATIENCE, deadline.set)
        timer.start()
        try:
            while self.metric(name, *labels) != value:
                if deadline.is_set():
                    return False
            return True
        finally:
            timer.cancel()

    def stop(self):
        code = super().stop()
        if self._own_folder:
            self._own_folder.cleanup()
        return code


def talk(connection, method, path, body=None, headers=None):
    headers = dict(headers or {})
    if body is not None and not isinstance(body, (bytes, str)):
        body = json.dumps(body)
        headers.setdefault("content-type", "application/json")
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode()


def chat_body(model, **more):
    return {"model": model, "messages": [{"role": "user", "content": "Hello"}], **more}


def sum_of(text, name, *labels):
    total = 0
    for line in text.splitlines():
        if re.match(name + r"[{ ]", line) and all(label in line for label in labels):
            total += float(line.rsplit(" ", 1)[1])
    return total


def run(*arguments, env=None):
    """Exit code, standard output and standard error of `farthing ARGUMENTS`."""
    done = subprocess.run([FARTHING, *arguments], capture_output=True, text=True, timeout=PATIENCE, env=env)
    return done.returncode, done.stdout, done.stderr


def provider(name, url, more="models: [m]"):
    return f"  {name}: {{ dialect: openai, base_url: \"{url}/v1\", {more} }}\n"


ANSWER = json.dumps({"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [
    {"index": 0, "message": {"role": "assistant", "content": "hello"}, "finish_reason": "stop"}]})


class Provider:
    """An OpenAI-compatible server in this process; TLS with `certificate` (cert, key)."""

    def __init__(self, certificate=None):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self, body):
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def do_GET(self):
                self.answer('{"object":"list","data":[{"id":"m"},{"id":"n"}]}')

            def do_POST(self):
                self.rfile.read(int(self.headers["content-length"]))
                self.answer(ANSWER)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        scheme = "http"
        if certificate:
            scheme = "https"
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        self.url = f"{scheme}://localhost:{self.port}" if certificate else f"{scheme}://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class ConnectProxy:
    """An HTTP proxy that knows CONNECT alone; `asked` are the heads it got."""

    def __init__(self):
        self.asked = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                caller, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(caller,), daemon=True).start()

    def _serve(self, caller):
        head = b""
        while b"\r\n\r\n" not in head:
            head += caller.recv(65536)
        self.asked.append(head.decode())
        host, port = head.split()[1].decode().rsplit(":", 1)
        target = socket.create_connection((host, int(port)))
        caller.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        back = threading.Thread(target=self._pump, args=(target, caller), daemon=True)
        back.start()
        self._pump(caller, target)
        back.join()
        caller.close()
        target.close()

    @staticmethod
    def _pump(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


def make_certificate(folder):
    """A self-signed certificate for localhost: its file and its key's."""
    cert, key = pathlib.Path(folder, "cert.pem"), pathlib.Path(folder, "key.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-days", "2", "-subj", "/CN=localhost", "-addext",
                    "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", cert],
                   check=True, capture_output=True)
    return str(cert), str(key)
