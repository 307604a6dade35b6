"""The scripted conversation every SDK holds, and what is expected of the answers."""

import base64
import json
import os
import struct
import urllib.request
import zlib

GATEWAY = os.environ["GATEWAY_URL"]
MOCK = os.environ["MOCK_URL"]
KEY = "sdk-key"
NARROW_KEY = "narrow-key"  # may use the models of sandbox-openai only

# Who answers: each dialect, over sockets (the lab's mock) and in process (the sandbox).
OPENAI_PROVIDERS = ["mock-openai", "sandbox-openai"]
ANTHROPIC_PROVIDERS = ["mock-anthropic", "sandbox-anthropic"]
PROVIDERS = OPENAI_PROVIDERS + ANTHROPIC_PROVIDERS

HELLO = "Hello!"
# The sandbox calls the tool once for each city it reads.
WEATHER_QUESTION = "What is the weather in Paris and Tokyo?"
CITIES = ["Paris", "Tokyo"]
WEATHER = {"Paris": "18 degrees", "Tokyo": "25 degrees"}
TOOL = "get_weather"
TOOL_TEXT = "The weather of a city"
TOOL_SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string", "description": "Its name"}},
    "required": ["city"],
    "additionalProperties": False,
}
TRIP_SCHEMA = {
    "type": "object",
    "properties": {
        "city": {"type": "string"},
        "days": {"type": "integer"},
        "means": {"type": "string", "enum": ["train", "boat"]},
        "stops": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["city", "days", "means", "stops"],
    "additionalProperties": False,
}
IMAGE_URL = "https://example.com/cat.png"


def png():
    """A picture of one dot, in base64."""

    def chunk(kind, data):
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    dot = zlib.compress(b"\0\xff\0\0")
    picture = chunk(b"IHDR", header) + chunk(b"IDAT", dot) + chunk(b"IEND", b"")
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + picture).decode()


# The least that looks like a PDF.
PDF = base64.b64encode(b"%PDF-1.4\n%%EOF\n").decode()


def ask_mock(path):
    with urllib.request.urlopen(MOCK + path) as answer:
        return answer.read()


def mock_stats():
    return json.loads(ask_mock("/_mock/stats"))


def last_request():
    """The body of the last request that reached the mock."""
    return json.loads(ask_mock("/_mock/last").split(b"\r\n\r\n", 1)[1])


def last_headers(name):
    """The values it had for a header."""
    lines = ask_mock("/_mock/last").split(b"\r\n\r\n", 1)[0].decode().split("\r\n")[1:]
    pairs = [line.split(": ", 1) for line in lines]
    return [value for header, value in pairs if header.lower() == name]
