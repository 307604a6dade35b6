"""Compares vectors by the tables of folders, number by number, with PyPI model2vec:
`tables.py EMBED_TEXTS [CHARACTERS [SEED]]`. The tables are random, written by model2vec itself: every type
of number, rows that tokens share, a WordPiece tokenizer and a byte-level one."""

import pathlib
import struct
import subprocess
import sys
import tempfile

import model2vec
import numpy
import tokenizers

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "token"))

import corpus  # noqa: E402
from oracle import reference_tokenizer  # noqa: E402

TOLERANCE = 1e-6  # of a number of a vector of unit length


def byte_level():
    """A tokenizer as GPT-2's, of 2,000 tokens learned from the corpus."""
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE())
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=2000, show_progress=False, initial_alphabet=tokenizers.pre_tokenizers.ByteLevel.alphabet())
    texts = corpus.texts(1)
    tokenizer.train_from_iterator((next(texts) for _ in range(200)), trainer)
    return tokenizer


def tables(rng):
    """Name, tokenizer, rows, and for each token its row and weight."""
    pieces, some = reference_tokenizer(None), byte_level()
    count, few = pieces.get_vocab_size(), some.get_vocab_size()
    rows = rng.standard_normal((count, 64), dtype=numpy.float32)
    yield "WordPiece, f32", pieces, rows, None, None
    yield "WordPiece, f16", pieces, rows.astype(numpy.float16), None, None
    yield "WordPiece, i8", pieces, rng.integers(-127, 128, (count, 37), dtype=numpy.int8), None, None
    yield ("WordPiece, shared rows", pieces, rows[:500], rng.integers(0, 500, count, dtype=numpy.int64),
           rng.random(count, dtype=numpy.float32))
    yield "byte-level, f32", some, rng.standard_normal((few, 5), dtype=numpy.float32), None, None


def vector_of(process, text, dimensions):
    data = text.encode("utf-8", "replace")
    process.stdin.write(struct.pack("<I", len(data)) + data)
    process.stdin.flush()
    return numpy.frombuffer(process.stdout.read(4 * dimensions), dtype=numpy.float32)


def compare(embed_texts, folder, name, characters, seed):
    """The largest difference; ends the program where it is too large."""
    model = model2vec.StaticModel.from_pretrained(folder)
    model.embedding = model.embedding.astype(numpy.float32)  # else it rounds its sums to the rows' type
    model.tokenizer.encode_special_tokens = True
    largest, done = 0.0, 0
    with subprocess.Popen([embed_texts, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        for text in corpus.texts(seed):
            ours = vector_of(process, text, model.dim)
            theirs = model.encode([text.encode("utf-8", "replace").decode()], normalize=True)[0]
            difference = float(numpy.abs(ours - theirs).max()) if ours.size == theirs.size else 2.0
            if difference > TOLERANCE:
                sys.exit(f"{name}, seed {seed}: {text[:200]!r} is off by {difference}")
            largest, done = max(largest, difference), done + len(text)
            if done >= characters:
                process.stdin.close()
                return largest


def main():
    characters = int(sys.argv[2]) if len(sys.argv) > 2 else 200_000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 20261124
    for name, tokenizer, rows, mapping, weights in tables(numpy.random.default_rng(seed)):
        with tempfile.TemporaryDirectory() as folder:
            model = model2vec.StaticModel(rows, tokenizer, normalize=True, token_mapping=mapping, weights=weights,
                                          max_length=None)
            model.save_pretrained(folder)
            largest = compare(sys.argv[1], folder, name, characters, seed)
        print(f"embed: {name}: {characters} characters as model2vec {model2vec.__version__}, within {largest:.1e}")


if __name__ == "__main__":
    main()
