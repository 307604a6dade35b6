"""Compares tokenizer.json files with PyPI `tokenizers`, id by id: `files.py TOKEN_ENCODE CHARACTERS SEED FILE...`.
Also asks for every character there is."""

import pathlib
import sys

import tokenizers

import corpus
from peer import Ours, shortest

BATCH = 200


class Theirs:
    def __init__(self, path):
        self.tokenizer = tokenizers.Tokenizer.from_file(str(path))
        self.tokenizer.encode_special_tokens = True
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()

    def encode(self, text):
        return self.tokenizer.encode(text, add_special_tokens=False).ids


def mentions(tokenizer):
    """Texts that name the file's own added tokens."""
    added = [token.content for token in tokenizer.get_added_tokens_decoder().values()]
    return [f"a{content}a {content} {content[:-1]}" for content in added[:300]]


def check(ours, theirs, name, text):
    def differs(text):
        return ours.encode(text) != theirs.encode(text)

    if differs(text):
        text = shortest(differs, text)
        sys.exit(f"{name}: {text!r} is {ours.encode(text)}, tokenizers says {theirs.encode(text)}")


def compare(program, path, characters, seed):
    theirs, ours = Theirs(path), Ours(program, str(path))
    for text in mentions(theirs.tokenizer):
        check(ours, theirs, path.name, text)
    for first in range(0, 0x110000, BATCH):
        points = [p for p in range(first, min(first + BATCH, 0x110000)) if not 0xD800 <= p < 0xE000]
        text = "".join(f"a{c}A {c}1" for c in map(chr, points))
        if text:
            check(ours, theirs, path.name, text)
    done = 0
    for text in corpus.texts(seed):
        if done >= characters:
            break
        done += len(text)
        check(ours, theirs, f"{path.name}, seed {seed}", text)
    if ours.close() != 0:
        sys.exit(f"token_encode failed on {path}")
    return done


def main():
    program, characters, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    paths = [pathlib.Path(name) for name in sys.argv[4:]]
    total = sum(compare(program, path, characters // len(paths), seed) for path in paths)
    print(f"token: {total} characters of {len(paths)} files, and every character there is, as tokenizers "
          f"{tokenizers.__version__} encodes them")


main()
