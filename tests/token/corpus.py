"""Texts that are hard on a tokenizer, drawn at random: `texts(seed)` yields them without end."""

import pathlib
import random
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

# First and last code point of scripts and blocks whose categories differ in interesting ways.
BLOCKS = [(0x20, 0x7E), (0x20, 0x7E), (0xA0, 0x24F), (0x250, 0x2FF), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x52F),
          (0x531, 0x58F), (0x591, 0x5F4), (0x600, 0x6FF), (0x900, 0x97F), (0xE01, 0xE5B), (0x10A0, 0x10FF),
          (0x1200, 0x137C), (0x13A0, 0x13FD), (0x1C80, 0x1CBF), (0x1E00, 0x1FFE), (0x2000, 0x206F), (0x2070, 0x218B),
          (0x2190, 0x23FF), (0x2460, 0x24FF), (0x2C00, 0x2DFF), (0x3000, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF),
          (0xA640, 0xA7FF), (0xAB30, 0xABBF), (0xAC00, 0xD7A3), (0xE000, 0xE0FF), (0xFB00, 0xFDFF), (0xFE00, 0xFEFF),
          (0xFF01, 0xFFEE), (0xFFF0, 0xFFFF), (0x10400, 0x1044F), (0x1D400, 0x1D7FF), (0x1E900, 0x1E95F),
          (0x1F300, 0x1FAFF), (0x20000, 0x2A6DF), (0xE0000, 0xE01EF)]
# What decides where a piece ends: contractions and what looks like them, blanks of every kind, marks, title case.
EDGES = ["'s", "'S", "'ll", "'LL", "'lL", "'re", "'Ve", "'d", "'\u017f", "'l", "'r", "'", "\u2019s", " ", "  ", "\t", "\n", "\r",
         "\r\n", "\n\n", " \n", "\n ", "/", "//", "\u0085", "\u00a0", "\u1680", "\u2003", "\u2028", "\u202f", "\u3000", "\u200b",
         "\u200d", "\ufe0f", "\u0301", "\u0308\u0301", "\u01c5", "\u02b0", "\u00aa", "\u4e2d", "A", "a", "Aa", "aA", "AA", "1", "12",
         "1234", "\u0663", "\u216b", "\u00bd", "!", "?!", "$", "_", "\0", "\x1f", "\x7f", "<|endoftext|>", "\U0001f600", "\U0001f1ea",
         "\ufeff", "\ufffd"]
RUNS = ["a", "A", " ", "\n", "\t", "=", "-", "0", "9", "ab", "aA", "\u4e2d", "\u3042", "\U0001f600", "\u0301", " a", "a ", "\r\n", "é", "<>"]


def character(rng):
    """Any character: one of a block, or, seldom, one of all."""
    if rng.random() < 0.02:
        point = rng.randrange(0x110000)
        return chr(point) if not 0xD800 <= point < 0xE000 else " "
    return chr(rng.randint(*rng.choice(BLOCKS)))


def scattered(rng, size):
    return "".join(character(rng) for _ in range(size))


def in_one_script(rng, size):
    block = rng.choice(BLOCKS)
    words = ("".join(chr(rng.randint(*block)) for _ in range(rng.randint(1, 12))) for _ in range(size // 7 + 1))
    return rng.choice([" ", " ", "", ", "]).join(words)


def at_edges(rng, size):
    return "".join(rng.choice(EDGES) for _ in range(size // 2 + 1))


def run(rng, size):
    return "".join(rng.choice(RUNS) * rng.randint(1, max(1, size // 4)) for _ in range(rng.randint(1, 4)))


def letters(rng, size):
    alphabet = rng.choice(["abcdefghijklmnopqrstuvwxyz", "etaoinshr", "aAbBcC", "ACGT", "0123456789abcdef", "ハローあいうえお"])
    return "".join(rng.choice(alphabet) for _ in range(size))


def spoilt(rng, size, documents):
    """A stretch of a document with a few characters put in."""
    text = list(document(rng, size, documents))
    for _ in range(rng.randint(1, 8)):
        text.insert(rng.randint(0, len(text)), rng.choice(EDGES))
    return "".join(text)


def document(rng, size, documents):
    text = rng.choice(documents)
    at = rng.randrange(max(1, len(text) - size))
    return text[at:at + size]


def read_documents():
    """This tree's own prose, code and vectors, and the Python library beside this interpreter."""
    paths = [p for pattern in ("docs/*.md", "src/*/*.cc", "src/*/*.h", "tests/token/vectors.txt", "catalog/*.py")
             for p in sorted(ROOT.glob(pattern))]
    paths += sorted(pathlib.Path(sys.modules["random"].__file__).parent.glob("*.py"))[:60]
    return [text for path in paths if (text := path.read_text(errors="replace"))]


def texts(seed):
    rng = random.Random(seed)
    documents = read_documents()
    kinds = [scattered, in_one_script, at_edges, run, letters,
             lambda r, n: spoilt(r, n, documents), lambda r, n: document(r, n, documents)]
    while True:
        yield rng.choice(kinds)(rng, rng.choice([1, 3, 8, 20, 60, 200, 600, 2000]))
