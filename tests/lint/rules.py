"""The project's rules that neither compiler nor clang-tidy knows. Each rule is a function from a
file's name and text to the lines that break it, with a reason."""

import re
import sys

import tree

TEXT = {"", ".h", ".cc", ".py", ".sh", ".md", ".txt", ".cmake", ".yaml", ".yml", ".json", ".js",
        ".mjs", ".ts"}


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def matches(pattern, text, reason):
    return [(line_of(text, m.start()), reason) for m in re.finditer(pattern, text)]


def unfinished(name, text):
    marks = "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X"])
    return matches(rf"\b(?:{marks})\b", text, "finish it or leave it out")


def machine_paths(name, text):
    here = "|".join(["/wo" + "rk/", "/ho" + "me/[a-z]", "/ro" + "ot/", "/Us" + "ers/[a-z]"])
    return matches(rf"(?<![\w.\-/*])(?:{here})", text, "a path of one machine")


def sleeps(name, text):
    if name.startswith("tests/long/"):
        return []
    if name.endswith("_test.cc"):
        return matches(r"\b(?:sleep_for|sleep_until|u?sleep|nanosleep)\s*\(", tree.code_only(text),
                       "a test never sleeps: pass a FakeClock, or wait for the event itself")
    if name.startswith("tests/") and name.endswith(".py"):
        return matches(r"\btime\.sleep\s*\(", text,
                       "a test never sleeps: wait for the event itself")
    return []


def disabled_tests(name, text):
    if not name.endswith("_test.cc"):
        return []
    return matches(r"\bDISABLED_|\bGTEST_SKIP\b", text, "a disabled test guards nothing")


def header_guard(name, text):
    if name.endswith(".h") and "#pragma once" not in text:
        return [(1, "a header starts with #pragma once")]
    return []


CONTROL = re.compile(r"\b(?:if|while|for|switch)(?:\s+constexpr)?\s*$")
BLOCK = re.compile(
    r"(?:[;{}):]|\b(?:else|do|try|const|noexcept|mutable|override|final)|->[^;{}()=]+)\s*$")


def expression_start(code, at):
    """Where the full-expression around the offset `at` begins, and whether a brace opens around it."""
    depth = 0
    while at > 0:
        at -= 1
        char = code[at]
        if char in ")]":
            depth += 1
        elif char in "([":
            if depth == 0 and char == "(" and CONTROL.search(code[:at]):
                return at + 1, False
            depth -= depth > 0
        elif char == ";" and depth == 0:
            return at + 1, False
        elif char == "}" and depth == 0 and not re.match(r"\s*[,).]", code[at + 1:]):
            return at + 1, False
        elif char == "}":
            depth += 1
        elif char == "{":
            if depth == 0:
                return at + 1, not BLOCK.search(code[:at])
            depth -= 1
    return 0, False


def expression_end(code, at):
    """Where the full-expression that begins at `at` ends."""
    depth = 0
    for offset in range(at, len(code)):
        char = code[offset]
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
            if depth < 0:
                return offset
        elif char == ";" and depth == 0:
            return offset
    return len(code)


def braces_around_await(name, text):
    """`co_await` in one full-expression with a brace: an aggregate temporary or a lambda."""
    if not name.endswith((".h", ".cc")) or "co_await" not in text:
        return []
    code = tree.code_only(text)
    found = []
    for match in re.finditer(r"\bco_await\b", code):
        start, in_braces = expression_start(code, match.start())
        end = expression_end(code, start)
        if in_braces or "{" in code[start:end]:
            found.append((line_of(code, match.start()),
                          "no braces and no lambda beside co_await: name it first, then move it in"))
    return found


RULES = [unfinished, machine_paths, sleeps, disabled_tests, header_guard, braces_around_await]


def complaints(name, text):
    return [f"{name}:{line}: {reason}" for rule in RULES for line, reason in rule(name, text)]


def main():
    found = []
    for path in tree.files():
        if path.suffix in TEXT:
            found += complaints(str(path.relative_to(tree.ROOT)), path.read_text(errors="replace"))
    print("\n".join(found) if found else f"rules: {len(RULES)} hold")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
