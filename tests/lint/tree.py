"""The files of the tree, and C++ text without what is not code."""

import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SKIPPED = {".git", "build", "node_modules", "farthing-data", "__pycache__"}


def listed_by_git(root):
    """What git knows or would add; None without git or outside a repository."""
    try:
        listed = subprocess.run(
            ["git", "-C", str(root), "ls-files", "-co", "--exclude-standard", "-z"],
            capture_output=True, text=True)
    except FileNotFoundError:
        return None
    if listed.returncode != 0:
        return None
    return [root / name for name in listed.stdout.split("\0") if name]


def walked(root):
    """Every file outside build folders."""
    return [p for p in root.rglob("*") if not SKIPPED & set(p.relative_to(root).parts)]


def files(root=ROOT):
    paths = listed_by_git(root)
    return sorted(p for p in (walked(root) if paths is None else paths) if p.is_file())


def cpp_files(root=ROOT):
    return [p for p in files(root) if p.suffix in (".h", ".cc")]


NOT_CODE = re.compile(
    r'R"(?P<tag>[^()\s\\]{0,16})\(.*?\)(?P=tag)"'   # raw strings
    r'|"(?:[^"\\\n]|\\.)*"'                         # strings
    r"|(?<![0-9A-Za-z_])'(?:[^'\\\n]|\\.)*'"        # characters, not digit separators
    r"|//[^\n]*"
    r"|/\*.*?\*/"
    r"|^[ \t]*#[^\n]*(?:\\\n[^\n]*)*",              # preprocessor lines
    re.DOTALL | re.MULTILINE)


def code_only(text):
    """The text with strings, comments and preprocessor lines blanked, every line kept in place."""

    def blank(match):
        found = match.group(0)
        newlines = "\n" * found.count("\n")
        return '""' + newlines if found[0] in "\"R'" else newlines

    return NOT_CODE.sub(blank, text)
