"""Fails when a lower room includes an upper one. The order of the rooms is the table under
"## Rooms" in docs/architecture.md, lowest first."""

import re
import sys

import tree

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+"([^"]+)"', re.MULTILINE)


def rooms(architecture):
    """The rooms named in the first column of the table, in order."""
    section = architecture.split("\n## Rooms", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)


def complaints(name, text, order):
    """What is wrong with the includes of src/NAME, one sentence each."""
    room = name.split("/", 1)[0]
    if room not in order:
        return [f"src/{name}: room '{room}' is missing in the table of docs/architecture.md"]
    found = []
    for included in INCLUDE.findall(text):
        target = included.split("/", 1)[0]
        if "/" not in included or target not in order:
            found.append(f'src/{name}: "{included}" does not start with a room')
        elif order.index(target) > order.index(room):
            found.append(f'src/{name}: "{included}" lies above {room}')
    return found


def main():
    order = rooms((tree.ROOT / "docs/architecture.md").read_text())
    source = tree.ROOT / "src"
    found = []
    for path in tree.cpp_files():
        if path.is_relative_to(source):
            found += complaints(str(path.relative_to(source)), path.read_text(), order)
    print("\n".join(found) if found else f"layers: {len(order)} rooms, no include goes upwards")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
