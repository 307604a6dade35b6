"""Whoever has all of an answer has a row, whatever becomes of the gateway at that moment; an answer that the
gateway's end cut short is seen to be no whole one."""

import json
import re
import signal
import socket
import tempfile
import threading
import types
import unittest

import rows
import stack
from stack import CHAT, servers

SPEECH = "/v1/audio/speech"
EVENTS = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in (
    {"id": "c", "choices": [{"index": 0, "delta": {"content": "Hello"}, "finish_reason": None}]},
    {"id": "c", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})).encode()
# Answers that no last event ends, so that nothing of them is held back: path, content type, body.
ANSWERS = {"a stream without [DONE]": (CHAT, "text/event-stream", EVENTS),
           "bytes": (SPEECH, "audio/mpeg", b"not music, but as good")}
LAST_CHUNK = b"\r\n0\r\n\r\n"


class Provider:
    """Gives the one caller it has all bytes of an answer, and its end when it is told to."""

    def __init__(self, content_type, body):
        self.may_end = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/v1"
        self.answer = (f"HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ntransfer-encoding: chunked\r\n\r\n"
                       f"{len(body):x}\r\n").encode() + body
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()

    def _serve(self):
        caller, _ = self.listener.accept()
        with caller:
            read_request(caller)
            caller.sendall(self.answer)
            self.may_end.wait(servers.PATIENCE)
            caller.sendall(LAST_CHUNK)

    def close(self):
        self.may_end.set()
        self.thread.join()
        self.listener.close()


def read_request(connection):
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(re.search(rb"content-length: (\d+)", head)[1])
    while len(body) < length:
        body += connection.recv(65536)


class LastByte(unittest.TestCase):
    def start(self, folder):
        providers = {"p": {"dialect": "openai", "base_url": self.provider.url, "models": ["m"]}}
        self.gateway = servers.Gateway(stack.config(providers, workers=1), folder=folder)

    def begin(self, folder, path, content_type, body, version):
        """All bytes of the answer's body, of which nobody knows yet that they are all."""
        self.provider = Provider(content_type, body)
        self.start(folder)
        host, port = self.gateway.url.removeprefix("http://").split(":")
        self.caller = socket.create_connection((host, int(port)), servers.PATIENCE)
        self.addCleanup(self.caller.close)
        question = json.dumps(stack.body_of(path, "p/m", "Hello", stream=path == CHAT))
        self.caller.sendall(f"POST {path} HTTP/{version}\r\nhost: x\r\ncontent-type: application/json\r\n"
                            f"content-length: {len(question)}\r\n\r\n{question}".encode())
        self.received = b""
        while body not in self.received:
            self.received += self.caller.recv(65536)

    def kill(self):
        self.gateway.signal(signal.SIGKILL)
        self.gateway.wait()

    def with_each(self, check):
        for name, answer in ANSWERS.items():
            for version in ("1.0", "1.1"):
                with self.subTest(name, version=version), tempfile.TemporaryDirectory() as folder:
                    try:
                        self.begin(folder, *answer, version)
                        check(version, folder)
                    finally:
                        self.provider.close()
                        self.gateway.stop()

    def test_a_whole_answer_has_its_row_though_the_gateway_is_killed_that_moment(self):
        self.with_each(self.check_whole)

    def check_whole(self, version, folder):
        self.provider.may_end.set()
        while more := self.caller.recv(65536):
            self.received += more
            if version == "1.1" and self.received.endswith(LAST_CHUNK):
                break
        self.kill()
        self.start(folder)
        request_id = re.search(rb"x-farthing-request-id: (\S+)", self.received)[1].decode()
        row, = rows.Rows(self.gateway.data).of(types.SimpleNamespace(request_id=request_id))
        self.assertEqual(row["status"], 200)

    def test_an_answer_that_the_gateways_end_cut_short_is_seen_to_be_no_whole_one(self):
        self.with_each(self.check_cut_short)

    def check_cut_short(self, version, _):
        self.kill()
        if version == "1.0":
            with self.assertRaises(ConnectionResetError):
                self.caller.recv(65536)
        else:
            self.assertNotIn(LAST_CHUNK, self.received + self.caller.recv(65536))


if __name__ == "__main__":
    unittest.main()
