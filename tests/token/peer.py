"""A program of ours that encodes texts, and how to say where it and a library differ."""

import struct
import subprocess
import sys


class Ours:
    """A running program: a text behind its size in, the ids behind their number out."""

    def __init__(self, *command):
        self.command = command
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def encode(self, text):
        data = text.encode()
        self.process.stdin.write(struct.pack("<I", len(data)) + data)
        self.process.stdin.flush()
        count, = struct.unpack("<I", self.read(4))
        return list(struct.unpack(f"<{count}I", self.read(4 * count)))

    def read(self, size):
        data = self.process.stdout.read(size)
        if len(data) != size:
            sys.exit(f"{self.command} ended early")
        return data

    def close(self):
        self.process.stdin.close()
        return self.process.wait()


def shortest(differs, text):
    """A stretch of the text, as small as halves and single steps find, that still differs."""
    step = len(text) // 2
    while step:
        at = 0
        while at < len(text):
            rest = text[:at] + text[at + step:]
            if rest and differs(rest):
                text = rest
            else:
                at += step
        step //= 2
    return text
