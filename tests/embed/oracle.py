"""Compares Farthing's WordPiece, id by id, with PyPI tokenizers:
`oracle.py WORDPIECE_ENCODE [CHARACTERS [SEED [TOKENIZER.JSON]]]`. Without the teacher's own file the
tokenizer is made of embedding/vocab.txt, by the settings that embedding/build.py holds that file to."""

import pathlib
import random
import sys

import tokenizers

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "token"))

import corpus  # noqa: E402
from peer import Ours, shortest  # noqa: E402

VOCABULARY = corpus.ROOT / "embedding/vocab.txt"
BATCH = 200
# What decides where a BERT word ends, what is left of a character, and what looks special.
EDGES = ["[UNK]", "[CLS]", "[SEP]", "[MASK]", "[unused1]", "##", "##s", "'s", "-", "--", "...", "_", "^", "`", "~", "$", "+",
         "\0", "\ufffd", "\x7f", "\x85", "\u200b", "\u200d", "\u00ad", "\u2028", "\u3000", "\u00a0", "\ufeff", "\u0301",
         "\u0308\u0301", "\u0345", "\u0327\u0301", "\u302e", "\u0130", "\u0131", "\u03a3", "\u03c2", "\u1e9e", "\u00df", "\ufb01",
         "\u01c5", "\uac00", "\ud7a3", "\u1100\u1161", "\u4e00", "\uf900", "\u3400", "\U0002f800", "\U00020000", "\u30ac",
         "\u0915\u093c", "\u0e33", "\u1b44", "\U0001d165", "\U0001d16d", "\u2126", "\u212b", "\u00c5", "\u1ec7", "\ufdfa", "\u2160"]


def reference_tokenizer(path):
    """The teacher's tokenizer."""
    if path:
        tokenizer = tokenizers.Tokenizer.from_file(path)
        tokenizer.no_padding()
        tokenizer.no_truncation()
    else:
        pieces = VOCABULARY.read_text().split("\n")[:-1]
        tokenizer = tokenizers.Tokenizer(tokenizers.models.WordPiece(
            {piece: at for at, piece in enumerate(pieces)}, unk_token="[UNK]", max_input_chars_per_word=100))
        tokenizer.normalizer = tokenizers.normalizers.BertNormalizer(lowercase=True)
        tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.BertPreTokenizer()
    return tokenizer


def reference(path):
    """The ids of a text, special tokens in it taken for text."""
    tokenizer = reference_tokenizer(path)
    tokenizer.encode_special_tokens = True
    return lambda text: tokenizer.encode(text, add_special_tokens=False).ids


def long_words(rng, size):
    """Words of about as many characters as make one unknown."""
    units = ["a", "q", "\u00e9", "e\u0301", "\uac00", "\uac01", "\u00df", "\u0130", "1", "\U0001f600", "x\u200b", "\u0416", "ing"]
    unit = rng.choice(units)
    words = (unit * rng.randint(28, 104) + rng.choice(units) * rng.randint(0, 3) for _ in range(size // 100 + 1))
    return rng.choice([" ", "-", "\u4e00"]).join(words)


def at_edges(rng, size):
    return "".join(rng.choice(EDGES) if rng.random() < 0.6 else rng.choice(corpus.EDGES) for _ in range(size // 2 + 1))


def pieces_in_a_row(rng, size, pieces):
    """The vocabulary's own pieces, glued together as words that may or may not be cut like that."""
    words = ("".join(rng.choice(pieces).removeprefix("##") for _ in range(rng.randint(1, 4))) for _ in range(size // 12 + 1))
    return rng.choice([" ", " ", "\n"]).join(word.title() if rng.random() < 0.2 else word for word in words)


def texts(seed):
    """Texts without end: half of tests/token's, half those that are hard for BERT."""
    rng = random.Random(seed)
    pieces = VOCABULARY.read_text().split("\n")[:-1]
    hard = [long_words, at_edges, lambda r, n: pieces_in_a_row(r, n, pieces)]
    for text in corpus.texts(seed):
        yield text
        yield rng.choice(hard)(rng, rng.choice([1, 8, 60, 200, 600, 2000]))


def compare(ours, theirs, characters, seed):
    """How many characters were compared; ends the program where the two differ."""
    def differs(text):
        return ours.encode(text) != theirs(text)

    done = 0
    for text in texts(seed):
        if done >= characters:
            return done
        done += len(text)
        if differs(text):
            text = shortest(differs, text)
            sys.exit(f"seed {seed}: {text!r} is {ours.encode(text)}, tokenizers says {theirs(text)}")


def every_character(ours, theirs):
    """Every character inside a word, alone, and beside an accent."""
    for first in range(0, 0x110000, BATCH):
        points = [p for p in range(first, min(first + BATCH, 0x110000)) if not 0xD800 <= p < 0xE000]
        for point, text in ((p, f"a{chr(p)}a {chr(p)} {chr(p)}\u0301a") for p in points):
            if ours.encode(text) != theirs(text):
                sys.exit(f"U+{point:04X}: {text!r} is {ours.encode(text)}, tokenizers says {theirs(text)}")


def main():
    characters = int(sys.argv[2]) if len(sys.argv) > 2 else 2_000_000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 20261124
    theirs = reference(sys.argv[4] if len(sys.argv) > 4 else None)
    ours = Ours(sys.argv[1])
    every_character(ours, theirs)
    done = compare(ours, theirs, characters, seed)
    if ours.close() != 0:
        sys.exit("wordpiece_encode failed")
    print(f"embed: {done} characters, and every character there is, as tokenizers {tokenizers.__version__} cuts them")


if __name__ == "__main__":
    main()
