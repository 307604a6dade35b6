"""What is measured of tokens: encoding and counting beside tiktoken and gpt-tokenizer, which take
turns, and how long it takes to make a request smaller."""

import json
import pathlib
import random
import re
import statistics
import subprocess
import sys

from cases import Row
from ledger_cases import measured_by
from measure import median
from processes import PROXY_CORE, pin_to

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
PYTHON = ROOT / "build/token/venv/bin/python"  # tests/token/run and ./dev bench install it
NPM = ROOT / "build/bench/npm"
PEERS = ("tiktoken", "gpt-tokenizer")
PART, MEGABYTE = 4096, 1_000_000  # characters
OF_TIKTOKEN = 10_000  # characters of a long run, for its regular expression overflows on more
COMMON = ("chat", "code", "JSON")  # gpt-tokenizer has these alone: it remembers whole runs
PASSES = 8  # a turn, of which the best counts
OF_GPT_TOKENIZER, CHAT_MB_S, CHAT_US, WORST_MB_S, READY_MS = 7, 60, 70, 20, 10
SHAPING_MS = {"shape_memory_bench": ("history of 500 turns cut to 2,000 tokens", "BM_ShortenHistory", 2),
              "narrow_bench": ("50 chunks of 400 tokens cut to 2,000", "BM_NarrowRequest", 5)}


def parts(text):
    return [text[i:i + PART] for i in range(0, len(text), PART)]


def files_of(*patterns):
    return [path.read_text() for pattern in patterns for path in sorted(ROOT.glob(pattern))]


def paragraphs(text):
    """Sentences without markup, as people write them."""
    text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    lines = [line for line in text.splitlines() if not re.match(r"[|#>]|\s{4}", line)]
    return re.sub(r"\[(.*?)\]\(.*?\)|[`*]", r"\1", "\n".join(lines))


def texts():
    """Chat-like text, code and JSON of the repository in parts, and what tokenizers find hard,
    whole."""
    draw = random.Random(1)
    return {
        "chat": parts("".join(map(paragraphs, files_of("docs/*.md", "*/README.md", "src/*/README.md")))),
        "code": parts("".join(files_of("src/*/*.cc"))[:MEGABYTE]),
        "JSON": parts("".join(files_of("catalog/models.jsonl"))[:MEGABYTE]),
        "a × 1 M": ["a" * MEGABYTE],
        "spaces": [" " * MEGABYTE],
        "digits": ["".join(draw.choices("0123456789", k=MEGABYTE))],
        "CJK": ["".join(chr(draw.randrange(0x4E00, 0x9FA6)) for _ in range(MEGABYTE // 3))],
        "emoji": ["".join(chr(draw.randrange(0x1F300, 0x1F650)) for _ in range(MEGABYTE // 4))],
    }


def commands(bench, ours, theirs):
    """By name; a peer that is not installed is told and left out."""
    def given(files):
        return [PASSES, *(file for file, _ in files.values())]

    known = {"farthing": [bench.benchmarks / "token_speed", *given(ours)]}
    if PYTHON.exists():
        known["tiktoken"] = [PYTHON, HERE / "tokens/tiktoken_speed.py", *given(theirs["tiktoken"])]
    if (NPM / "node_modules/gpt-tokenizer").exists():
        known["gpt-tokenizer"] = ["node", HERE / "tokens/gpt_tokenizer_speed.mjs", NPM,
                                  *given(theirs["gpt-tokenizer"])]
    for name in PEERS:
        if name not in known:
            print(f"bench: {name} is not installed, so there is nothing to compare with", file=sys.stderr)
    return known


def measured(command):
    ended = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, check=True,
                           preexec_fn=pin_to(PROXY_CORE))
    return json.loads(ended.stdout)


def tokens(bench):
    """All programs in turns, the median of the turns."""
    ours = written(bench.folder / "ours", texts())
    short = {name: [text[:OF_TIKTOKEN] for text in listed] for name, listed in texts().items()}
    theirs = {"tiktoken": written(bench.folder / "tiktoken", short),
              "gpt-tokenizer": {name: ours[name] for name in COMMON}}
    known = commands(bench, ours, theirs)
    rounds = {name: [] for name in known}
    for _ in range(bench.lab.rounds):
        for name, command in known.items():
            rounds[name].append(measured(command))
    speeds = {name: speeds_of(results, "encode", theirs.get(name, ours))
              for name, results in rounds.items()}
    counts = speeds_of(rounds["farthing"], "count", ours)
    return [*(speed_row(text, speeds, counts) for text in ours),
            latency_row(speeds["farthing"]["chat"]), ready_row(rounds["farthing"])]


def written(folder, named):
    """{name: (file, bytes)} of lists of texts."""
    folder.mkdir()
    files = {}
    for number, (name, listed) in enumerate(named.items()):
        path = folder / f"{number}.json"
        path.write_text(json.dumps(listed))
        files[name] = str(path), sum(len(text.encode()) for text in listed)
    return files


def speeds_of(results, work, files):
    """Megabytes a second."""
    return {name: size / 1e6 / median(results, file, work) for name, (file, size) in files.items()}


def speed_row(text, speeds, counts):
    mine = speeds["farthing"][text]
    peers = "; ".join(f"{name} {speeds[name][text]:.1f}: {mine / speeds[name][text]:.1f} ×"
                      for name in PEERS if text in speeds.get(name, {}))
    row = Row(f"o200k_base, MB/s encoding / counting, {text}",
              gateway=f"{mine:.0f} / {counts[text]:.0f}" + (f" ({peers})" if peers else ""))
    if text == "chat":
        row.target = f"≥ {CHAT_MB_S}, ≥ {OF_GPT_TOKENIZER} × gpt-tokenizer"
        row.met = mine >= CHAT_MB_S
        if "gpt-tokenizer" in speeds:
            row.met = row.met and mine >= OF_GPT_TOKENIZER * speeds["gpt-tokenizer"][text]
    else:
        row.target, row.met = f"≥ {WORST_MB_S}", min(mine, counts[text]) >= WORST_MB_S
    return row


def latency_row(megabytes):
    microseconds = PART / megabytes
    return Row("encoding 4 kB of chat text, µs", gateway=f"{microseconds:.0f}", target=f"≤ {CHAT_US}",
               met=microseconds <= CHAT_US)


def ready_row(results):
    milliseconds = median(results, "ready_us") / 1000
    return Row("first count after a program's start, ms", gateway=f"{milliseconds:.2f}",
               target=f"≤ {READY_MS}", met=milliseconds <= READY_MS)


def shaping(bench):
    rows = []
    for program, (what, name, limit) in SHAPING_MS.items():
        results = measured_by(bench, program, f"^{name}$",
                              f"--benchmark_repetitions={bench.lab.rounds}")
        milliseconds = statistics.median(result["cpu_time"] for result in results) / 1000
        rows.append(Row(f"{what}, ms", gateway=f"{milliseconds:.2f}", target=f"≤ {limit}",
                        met=milliseconds <= limit))
    return rows
