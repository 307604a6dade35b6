"""Prints file and function sizes by room and fails where the tree outgrows its measure: no file over
600 lines, 90 % of the files up to 300, 90 % of the functions up to 35."""

import math
import re
import sys

import tree

MAX_FILE, MOST_FILES, MOST_FUNCTIONS = 600, 300, 35

SCOPE = re.compile(r"\b(namespace|class|struct|union|enum|extern)\b(?![^()]*\))")
QUALIFIED = r"(?:\s*(?:const|noexcept|override|final|mutable|try|&&?))*"
BODY = re.compile(r"\)" + QUALIFIED + r"(?:\s*->[^;={}()]+)?(?:\s*requires\b.*)?$", re.DOTALL)
ACCESS = re.compile(r"\s*(?:(?:public|private|protected)\s*:(?!:)\s*)*")
INITIALIZERS = re.compile(r"\)" + QUALIFIED + r"\s*:(?!:).*[\w>]$", re.DOTALL)


def close_of(code, open_at):
    """The offset of the brace that closes the one at open_at."""
    depth = 0
    for match in re.compile(r"[{}]").finditer(code, open_at):
        depth += 1 if match.group() == "{" else -1
        if depth == 0:
            return match.start()
    return len(code) - 1


def functions(text):
    """(first line, lines) of every function that is not inside another; lambdas belong to theirs."""
    code = tree.code_only(text)
    found = []
    head_start = 0
    head = ""
    at = 0
    for match in iter(lambda: re.compile(r"[{};]").search(code, at), None):
        head += code[at:match.start()]
        at = match.end()
        stripped = head.strip()
        if match.group() != "{":
            head, head_start = "", at
        elif INITIALIZERS.search(stripped):
            at = close_of(code, match.start()) + 1
            head += "()"
        elif BODY.search(stripped) and "=" not in stripped.split("(", 1)[0]:
            end = close_of(code, match.start())
            first = code.count("\n", 0, ACCESS.match(code, head_start).end()) + 1
            found.append((first, code.count("\n", 0, end) + 2 - first))
            at = end + 1
            head, head_start = "", at
        elif SCOPE.search(stripped):
            head, head_start = "", at
        else:
            at = close_of(code, match.start()) + 1
            head += "()"
    return found


def share(sizes, part):
    """The size that `part` of the sizes do not exceed; 0 when there are none."""
    return sorted(sizes)[math.ceil(part * len(sizes)) - 1] if sizes else 0


def row(name, file_sizes, function_sizes):
    cells = [len(file_sizes)] + [share(file_sizes, p) for p in (0.5, 0.9, 1)]
    cells += [len(function_sizes)] + [share(function_sizes, p) for p in (0.5, 0.9, 1)]
    return f"{name:<14}" + "".join(f"{cell:>8}" for cell in cells)


def measure(paths):
    """{room: (file sizes, function sizes)}, and the longest of each as (lines, where)."""
    sizes, longest = {}, {"file": (0, ""), "function": (0, "")}
    for path in paths:
        text = path.read_text()
        name = str(path.relative_to(tree.ROOT))
        room = "/".join(name.split("/")[: 2 if name.startswith("src/") else 1])
        in_files, in_functions = sizes.setdefault(room, ([], []))
        lines = text.count("\n")
        in_files.append(lines)
        longest["file"] = max(longest["file"], (lines, name))
        for first, length in functions(text):
            in_functions.append(length)
            longest["function"] = max(longest["function"], (length, f"{name}:{first}"))
    return sizes, longest


def complaints(file_sizes, function_sizes, longest):
    found = []
    if max(file_sizes, default=0) > MAX_FILE:
        found.append(f"{longest['file'][1]} has more than {MAX_FILE} lines; split it")
    if share(file_sizes, 0.9) > MOST_FILES:
        found.append(f"more than a tenth of the files exceed {MOST_FILES} lines")
    if share(function_sizes, 0.9) > MOST_FUNCTIONS:
        found.append(f"more than a tenth of the functions exceed {MOST_FUNCTIONS} lines")
    return found


def main():
    sizes, longest = measure(tree.cpp_files())
    files = [n for in_files, _ in sizes.values() for n in in_files]
    functions_ = [n for _, in_functions in sizes.values() for n in in_functions]
    print(f"{'':14}{'files':>8}{'median':>8}{'90 %':>8}{'max':>8}"
          f"{'funcs':>8}{'median':>8}{'90 %':>8}{'max':>8}   (lines)")
    for room, (in_files, in_functions) in sorted(sizes.items()):
        print(row(room, in_files, in_functions))
    print(row("all", files, functions_))
    print(f"longest file {longest['file'][1]}, longest function {longest['function'][1]}")
    found = complaints(files, functions_, longest)
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
