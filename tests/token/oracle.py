"""Compares Farthing's encoders, id by id, with tiktoken's: `oracle.py TOKEN_ENCODE [CHARACTERS [SEED]]`.
Also asks tiktoken for the category of every character there is."""

import base64
import gzip
import pathlib
import sys

import tiktoken
import tiktoken_ext.openai_public as public

import corpus
from peer import Ours, shortest

DATA = corpus.ROOT / "src/token/data"
FILES = {"r50k_base": "p50k_base"}  # whose ranks are a part of another's
NAMES = ["o200k_base", "o200k_harmony", "cl100k_base", "p50k_base", "p50k_edit", "r50k_base"]
SHARES = {"o200k_base": 4, "cl100k_base": 3}  # of the characters; 1 where not named
BATCH = 200


def read_ranks(url, expected_hash=None):
    """Stands in for tiktoken's download."""
    name = url.rsplit("/", 1)[1].removesuffix(".tiktoken")
    lines = gzip.decompress((DATA / f"{FILES.get(name, name)}.tiktoken.gz").read_bytes()).splitlines()
    if name == "r50k_base":
        lines = lines[:50256]
    return {base64.b64decode(token): int(rank) for token, rank in map(bytes.split, lines)}


def encoding(name):
    public.load_tiktoken_bpe = read_ranks
    return tiktoken.Encoding(**public.ENCODING_CONSTRUCTORS[name]())


def compare(program, name, characters, seed):
    """How many characters were compared; ends the program where the two differ."""
    theirs, ours = encoding(name), Ours(program, name)

    def differs(text):
        return ours.encode(text) != theirs.encode_ordinary(text)

    done = 0
    for text in corpus.texts(seed):
        if done >= characters:
            break
        done += len(text)
        if differs(text):
            text = shortest(differs, text)
            sys.exit(f"{name}, seed {seed}: {text!r} is {ours.encode(text)}, tiktoken says {theirs.encode_ordinary(text)}")
    if ours.close() != 0:
        sys.exit(f"token_encode failed on {name}")
    return done


def every_character(program):
    """Every character between letters, marks and blanks, under each regular expression."""
    for name in ("o200k_base", "cl100k_base", "r50k_base"):
        theirs, ours = encoding(name), Ours(program, name)
        for first in range(0, 0x110000, BATCH):
            points = [p for p in range(first, min(first + BATCH, 0x110000)) if not 0xD800 <= p < 0xE000]
            text = "".join(f"a{c}a {c}A{c}{c}!{c} \u0301{c}B{c}1" for c in map(chr, points))
            if text and ours.encode(text) != theirs.encode_ordinary(text):
                sys.exit(f"{name}: the characters from U+{first:04X} on are taken for others than tiktoken takes them for")
        ours.close()


def main():
    program = pathlib.Path(sys.argv[1])
    characters = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 20261123
    every_character(program)
    total = 0
    whole = sum(SHARES.get(name, 1) for name in NAMES)
    for name in NAMES:
        total += compare(program, name, characters * SHARES.get(name, 1) // whole, seed)
    print(f"token: {total} characters of {len(NAMES)} encodings, and every character there is, as tiktoken "
          f"{tiktoken.__version__} encodes them")


if __name__ == "__main__":
    main()
