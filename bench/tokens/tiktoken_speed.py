"""What token_speed.cc does, with tiktoken: `tiktoken_speed.py PASSES FILE…`."""

import json
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests/token"))
import oracle  # noqa: E402 (of tests/token)


def best_of(passes, texts, work):
    best = [float("inf")] * len(texts)
    for _ in range(passes):
        for i, text in enumerate(texts):
            begin = time.perf_counter()
            work(text)
            best[i] = min(best[i], time.perf_counter() - begin)
    return sum(best)


def main():
    encoding, passes = oracle.encoding("o200k_base"), int(sys.argv[1])
    print(json.dumps({file: {"encode": best_of(passes, json.loads(pathlib.Path(file).read_text()),
                                               encoding.encode_ordinary)}
                      for file in sys.argv[2:]}))


main()
